import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { carriedId, readBundle, writeBundle, type Bundle, type CarriedEnvelope } from '../../src/sync/bundle.ts';

const made = '2026-11-25T05:00:00.000Z';
const aJwe = (n: number) => `eyJhbGciOiJFQ0RILUVTIn0..iv${n}.${'c'.repeat(200)}${n}.tag${n}`;
const envelope = async (n: number): Promise<CarriedEnvelope> => ({ id: await carriedId(aJwe(n)), jwe: aJwe(n) });
const envelopes = await Promise.all([1, 2, 3].map(envelope));
const work: Bundle = { kind: 'work', made, envelopes };
const replies: Bundle = { kind: 'replies', made, replies: envelopes.map(({ id }, n) => ({ to: id, jwe: aJwe(10 + n) })) };

test('what was written is read again, work and replies', async () => {
  expect(await readBundle(writeBundle(work))).toEqual({ ...work, damaged: 0 });
  expect(await readBundle(writeBundle(replies))).toEqual({ ...replies, damaged: 0 });
  expect(await readBundle(writeBundle({ kind: 'work', made, envelopes: [] }))).toMatchObject({ envelopes: [], damaged: 0 });
});

test('the form of the file stays as it was given out', async () => {
  const [first] = envelopes;
  expect(writeBundle({ ...work, envelopes: [first!] })).toBe(`{"karvan":1,"kind":"work","made":"${made}","count":1}\n{"id":"${first!.id}","jwe":"${first!.jwe}"}\n`);
  expect(first!.id).toMatch(/^[\w-]{43}$/);
});

test('a file that was cut anywhere gives what is whole and says how much is missing', async () => {
  const text = writeBundle(work);
  const header = text.indexOf('\n');
  for (let length = 0; length < text.length; length++) {
    const read = await readBundle(text.slice(0, length));
    if (isProblem(read)) {
      expect(read.code).toBe(length < header ? 'carried-foreign' : 'carried-damaged');
      continue;
    }
    const whole = read.kind === 'work' ? read.envelopes : [];
    expect(whole).toEqual(envelopes.slice(0, whole.length));
    // Only the last line's end may be missing without loss.
    expect(whole.length + read.damaged).toBe(3);
  }
});

test('whatever byte was changed, no altered envelope is taken, and the others are', async () => {
  const text = writeBundle(work);
  const start = text.indexOf('\n') + 1;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: start, max: text.length - 1 }), fc.constantFrom('A', 'z', '"', '\n', ' ', '.', '\u0000'), async (at, letter) => {
      fc.pre(text[at] !== letter);
      const read = await readBundle(text.slice(0, at) + letter + text.slice(at + 1));
      expect(isProblem(read)).toBe(false);
      if (isProblem(read) || read.kind !== 'work') return;
      for (const each of read.envelopes) expect(envelopes).toContainEqual(each);
      // A blank at the end of a line changes nothing.
      expect(read.envelopes.length).toBeGreaterThanOrEqual(text[at] === '\n' ? 1 : 2);
      expect(read.envelopes.length + read.damaged).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 300 },
  );
});

test('a file that moved through other systems is read all the same: line ends of Windows, blank lines at its end', async () => {
  expect(await readBundle(`${writeBundle(work).replaceAll('\n', '\r\n')}\r\n\r\n`)).toEqual({ ...work, damaged: 0 });
});

test.each([
  ['nothing', '', 'carried-foreign'],
  ['a letter', 'Salam, necəsiniz?\n', 'carried-foreign'],
  ['a page', '<!doctype html><html></html>', 'carried-foreign'],
  ['another kind of list', '{"karvan":1,"list":[]}', 'carried-foreign'],
  ['a file of a later Karvan', '{"karvan":2,"kind":"work","made":"x","count":1}\n{"id":1}\n', 'carried-newer'],
  ['a kind that a later Karvan made', '{"karvan":1,"kind":"letters","made":"x","count":1}\n', 'carried-newer'],
  ['a count that nobody carries', '{"karvan":1,"kind":"work","made":"x","count":9007199254740991}\n', 'carried-damaged'],
  ['millions of lines', `{"karvan":1,"kind":"work","made":"x","count":1}\n${'{}\n'.repeat(100_001)}`, 'carried-too-large'],
  ['a header with nothing of what it names', writeBundle(work).split('\n')[0]!, 'carried-damaged'],
  ['lines that are no envelopes', '{"karvan":1,"kind":"work","made":"x","count":1}\n{"id":"x","jwe":"salam"}\n', 'carried-damaged'],
])('%s is refused with its reason', async (_, text, code) => {
  expect(await readBundle(text)).toMatchObject({ kind: 'problem', code });
});
