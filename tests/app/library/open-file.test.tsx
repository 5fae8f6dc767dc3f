/** A file is known by its bytes, whatever its name, and waits for the screen that takes it in. */
import { act, renderHook } from '@testing-library/react';
import { openFile, takeWork, usePackFile, useWorkCount } from '../../../src/app/library/open-file.ts';
import { writeBundle } from '../../../src/sync/bundle.ts';

const work = () => new File([writeBundle({ kind: 'work', made: '2026-11-27T10:00:00.000Z', envelopes: [] })], 'course.karvan');
const course = () => new File([Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)], 'letter.txt');

test('a course waits for its screen, and the last one chosen is the one', async () => {
  const seen = renderHook(usePackFile);
  expect(seen.result.current).toBeUndefined();
  const [first, last] = [course(), course()];
  await act(() => openFile(first));
  expect(await act(() => openFile(last))).toBe('/file');
  expect(seen.result.current).toBe(last);
});

test('all carried work that came is handed over, once', async () => {
  const seen = renderHook(useWorkCount);
  expect(await act(() => openFile(work()))).toBe('/carry');
  await act(() => openFile(work()));
  expect(seen.result.current).toBe(2);
  let taken: readonly Blob[] = [];
  act(() => void (taken = takeWork()));
  expect(taken).toHaveLength(2);
  expect(seen.result.current).toBe(0);
  expect(takeWork()).toEqual([]);
});

test('what is neither, and what cannot be read, is called so and waits nowhere', async () => {
  expect(await openFile(new File(['Salam'], 'course.karvan'))).toMatchObject({ code: 'pack-file-foreign' });
  expect(await openFile(new File([], 'course.karvan'))).toMatchObject({ code: 'pack-file-foreign' });
  const gone = { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) } as unknown as File;
  expect(await openFile(gone)).toMatchObject({ code: 'pack-file-gone' });
  expect(renderHook(useWorkCount).result.current).toBe(0);
});
