/** `karvan review` as it is typed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aFolder, karvan, temporaryFolder } from '../a-folder.ts';
import { anEngine, aTurkishCourse, recordsOf } from '../translate/an-engine.ts';

async function aTranslatedCourse() {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  await karvan(['translate', course, '--to', 'az', '--mt', `openai=${engine.url}#model-a`], { fetch: globalThis.fetch });
  return course;
}

test.each(['xliff', 'xliff12', 'tmx', 'vtt'])('%s: exported and imported unchanged, every record stays byte for byte', async (format) => {
  const course = await aTranslatedCourse();
  const records = () => readFile(join(course, 'translations/az.jsonl'), 'utf8');
  const before = await records();
  const { code, last } = await karvan(['review', 'export', course, '--to', 'az', '--format', format]);
  expect(code).toBe(0);
  const back = await karvan(['review', 'import', course, last, '--to', 'az']);
  expect([back.code, back.err, back.out.split('\n')[0]]).toEqual([0, '', '0 units changed']);
  expect(await records()).toBe(before);
});

test('a bureau corrects a line and marks all as final; the next export says so', async () => {
  const course = await aTranslatedCourse();
  const { last } = await karvan(['review', 'export', course, '--to', 'az', '--format', 'xliff12']);
  const text = await readFile(last, 'utf8');
  await writeFile(last, text.replaceAll('state="translated"', 'state="final"').replace(/(resname="course\/title"[^]*?<target[^>]*>)[^<]*/, '$1Vətəndaşla ilk görüş'));
  const { code, out } = await karvan(['review', 'import', course, last, '--to', 'az', '--by', 'Büro']);
  expect([code, out]).toEqual([0, '15 units changed\naz: 15 units: 15 approved']);
  expect((await recordsOf(course, 'az'))[0]).toEqual({ ...(await recordsOf(course, 'az'))[0], target: 'Vətəndaşla ilk görüş', state: 'approved', by: 'Büro' });
  const two = await karvan(['review', 'export', course, '--to', 'az']);
  expect(await readFile(two.last, 'utf8')).toMatch(/<segment state="final">\n<source xml:space="preserve">Vatandaşla ilk görüşme<\/source>\n<target xml:space="preserve">Vətəndaşla ilk görüş</);
});

test('subtitles that a person corrected come in under her name; without a state she is asked for one', async () => {
  const course = await aTranslatedCourse();
  const path = join(await temporaryFolder(), 'film.vtt');
  await writeFile(path, 'WEBVTT\n\nc1\n00:00:00.500 --> 00:00:04.000\nVətəndaşı ayaq üstə qarşılayın.\n');
  const args = ['review', 'import', course, path, '--to', 'az'];
  expect(await karvan(args)).toMatchObject({ code: 2, err: expect.stringContaining('--as is missing') });
  expect(await karvan([...args, '--as', 'reviewed'])).toMatchObject({ code: 2, err: expect.stringContaining('--by is missing') });
  expect((await karvan([...args, '--as', 'reviewed', '--by', 'Leyla'])).out).toMatch(/^1 unit changed\n.*1 reviewed$/);
  expect((await recordsOf(course, 'az')).find(({ id }) => id === 'film/c1')).toMatchObject({ target: 'Vətəndaşı ayaq üstə qarşılayın.', state: 'reviewed', by: 'Leyla' });
});

test('hostile and foreign files are refused whole, and nothing is written', async () => {
  const course = await aTranslatedCourse();
  const before = await recordsOf(course, 'az');
  const path = join(await temporaryFolder(), 'a.xlf');
  const tried = async (text: string, name = path) => {
    await writeFile(name, text);
    return karvan(['review', 'import', course, name, '--to', 'az', '--as', 'approved', '--by', 'X']);
  };
  expect(await tried('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>\n<xliff version="2.0">&f;</xliff>')).toMatchObject({ code: 1, err: expect.stringMatching(/a\.xlf:1: the file declares a document type/) });
  expect(await tried('<xliff version="2.0" srcLang="tr" trgLang="kk"/>')).toMatchObject({ code: 1, err: expect.stringContaining('into kk, not az') });
  expect(await tried('<tmx version="1.4"><body><tu><tuv xml:lang="tr"><seg>a</seg></tuv><tuv xml:lang="az"><seg>b</seg></tuv></tu></body></tmx>', path.replace('.xlf', '.tmx'))).toMatchObject({ code: 1, err: expect.stringContaining('with --tm') });
  expect(await tried('<xliff version="2.0" trgLang="az"><file id="f"><unit id="u" name="film/c99"><segment><source>a</source><target>b</target></segment></unit></file></xliff>')).toMatchObject({ code: 1, err: expect.stringContaining('“film/c99” is no unit of the course') });
  expect(await recordsOf(course, 'az')).toEqual(before);
});

test.each([[[]], [['send', 'x']], [['export', 'x']], [['export', 'x', '--to', 'az', '--format', 'docx']], [['import', 'x', 'a.doc', '--to', 'az']], [['import', 'x', 'a.xlf', '--to', 'az', '--as', 'good']]])('typed wrongly, %j ends with 2 and says why', async (args) => {
  const course = await aFolder();
  expect(await karvan(['review', ...args.map((word) => (word === 'x' ? course : word))])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^karvan: .+\n\n/) });
});
