/** The file that a course is written into: the real thread and the real private files. */
import { beforeEach, expect, test } from 'vitest';
import { chosenFile, dropLeft, dropMade, madeFile, mayMake, privateFile } from '../../src/device/given.ts';

const thread = () => new Worker(new URL('../../src/app/library/give.worker.ts', import.meta.url), { type: 'module' });
const bytes = (...values: number[]) => Uint8Array.from(values);
const aStick = async () => (await navigator.storage.getDirectory()).getFileHandle('stick.karvan', { create: true });
const kinds = {
  private: async () => ({ file: privateFile(thread(), 'a.karvan'), read: () => madeFile('a.karvan') }),
  chosen: async () => {
    const handle = await aStick();
    return { file: await chosenFile(handle), read: () => handle.getFile() };
  },
};

beforeEach(dropMade);

test.each(['private', 'chosen'] as const)('a %s file is written at any place, and begun anew holds nothing of before', async (kind) => {
  const { file, read } = await kinds[kind]();
  await file.begin();
  await file.put(bytes(9, 9, 9, 9, 9, 9), 0);
  await file.begin();
  await file.put(bytes(3, 4), 2);
  await file.put(bytes(1, 2), 0);
  await file.close();
  expect(new Uint8Array(await (await read()).arrayBuffer())).toEqual(bytes(1, 2, 3, 4));
});

test('what is dropped leaves nothing, and a chosen file stays as it was before', async () => {
  const mine = await kinds.private();
  await mine.file.begin();
  await mine.file.put(bytes(1), 0);
  await mine.file.drop();
  await expect(mine.read()).rejects.toThrow();
  const before = await kinds.chosen();
  await before.file.begin();
  await before.file.put(bytes(7), 0);
  await before.file.close();
  const again = await kinds.chosen();
  await again.file.begin();
  await again.file.put(bytes(8), 0);
  await again.file.drop();
  expect(new Uint8Array(await (await again.read()).arrayBuffer())).toEqual(bytes(7));
});

test('a file that another tab is giving on is not swept away; one that nobody holds is', async () => {
  const leave = async () => {
    const { file, read } = await kinds.private();
    await file.begin();
    await file.put(bytes(1), 0);
    await file.close();
    return read;
  };
  const left = await leave();
  await dropLeft();
  await expect(left()).rejects.toThrow();
  const held = await leave();
  expect(await mayMake()).toBe(true);
  await dropLeft();
  expect((await held()).size).toBe(1);
});
