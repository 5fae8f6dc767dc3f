import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkFolder } from '../../src/author/check/check.ts';
import { aFilm, aVoice } from './a-film.ts';
import { aFolder, everythingIn, karvan, soundCourse, stretch, temporaryFolder } from './a-folder.ts';

type Found = { level: string; file: string; line?: number; what: string; mend: string };

async function faultsOf(folder: string): Promise<readonly Found[]> {
  const { out } = await karvan(['check', folder, '--format', 'json']);
  return (JSON.parse(out) as { faults: readonly Found[] }).faults;
}

const yaml = (from: string, to: string) => ({ 'course.yaml': (soundCourse['course.yaml'] as string).replace(from, to) });
const edition = 'a'.repeat(64);
const correcting = (more = '') => yaml('release: 1', `release: 2\ncorrects:\n  - edition: ${edition}${more}`);
const quiz = (from: string, to: string) => ({ 'quiz/test.yaml': (soundCourse['quiz/test.yaml'] as string).replace(from, to) });
const invalid = (text: string) => Buffer.concat([Buffer.from(text), Buffer.of(0xff, 0xfe, 0x0a)]);

test('a sound course has no fault, and says what each language and size costs', async () => {
  const { code, out, err } = await karvan(['check', await aFolder(), '--format', 'json']);
  const report = JSON.parse(out) as { sizes: Record<string, Record<string, number>> };
  expect([code, err]).toEqual([0, '']);
  expect(report).toMatchObject({ course: 'ministry/ethics', errors: 0, warnings: 0, faults: [] });
  expect(report.sizes.ru!.audio! - report.sizes.ru!.text!).toBe((soundCourse['media/film.ru.m4a'] as Buffer).length);
  expect(report.sizes.tr!.video! - report.sizes.tr!.text!).toBe((soundCourse['media/film.mp4'] as Buffer).length);
});

test.each(['safe-computers', 'public-ethics', 'petitions'])('the sample course %s is sound in all its languages', async (name) => {
  const { code, err, out } = await karvan(['check', new URL(`../../src/samples/${name}`, import.meta.url).pathname]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/tr .*\n.*az .*\n.*kk .*\n.*ru .*\n.*en /);
  const { course } = await checkFolder(fileURLToPath(new URL(`../../src/samples/${name}`, import.meta.url)));
  for (const { plan, content } of course!.lessons) {
    if (content.kind === 'quiz') continue;
    // A film speaks Turkish itself: that is the one voice which is not made of its words by the command line.
    const recorded = content.kind === 'reading' ? [] : ['tr'];
    expect(content.kind === 'reading' ? [] : [...content.voices.keys()], plan.slug).toEqual(recorded);
    expect([...recorded, ...content.spoken.keys()], plan.slug).toEqual(['tr', 'az', 'kk', 'ru', 'en']);
  }
});

const bomb = ['a: &a [x, x]', ...Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *${i === 0 ? 'a' : `b${i - 1}`}]`)].join('\n');

/** name, change, file, line, what it says */
test.each<readonly [string, { readonly [path: string]: string | Uint8Array | undefined }, string, number | undefined, RegExp]>([
  ['no licence', yaml('licence: CC-BY-4.0\n', ''), 'course.yaml', 1, /“licence” is missing/],
  ['a missing subtitle', yaml('      ru: media/film.ru.vtt\n', ''), 'course.yaml', 17, /no subtitles in ru/],
  ['a film at an address', yaml('media/film.mp4', 'https://example.org/film.mp4'), 'course.yaml', 19, /is an address, not a file/],
  ['a link in a lesson', { 'lessons/gifts.tr.md': '# A\n\nSee [this](https://example.org).\n' }, 'lessons/gifts.tr.md', 3, /links to https/],
  ['a picture at an address', { 'lessons/gifts.ru.md': 'A\n\n![x](https://example.org/x.png)\n' }, 'lessons/gifts.ru.md', 3, /is an address/],
  ['raw HTML', { 'lessons/gifts.tr.md': 'A\n\n<script>alert(1)</script>\n' }, 'lessons/gifts.tr.md', 3, /raw HTML/],
  ['a file that is not there', yaml('media/film.mp4', 'media/fim.mp4'), 'course.yaml', 19, /not in the folder/],
  ['a lesson not written in one language', { 'lessons/gifts.ru.md': undefined }, 'course.yaml', 16, /gifts\.ru\.md” is not in the folder/],
  ['a path that climbs out', yaml('media/film.mp4', '../../etc/passwd'), 'course.yaml', 19, /leads out of the course folder/],
  ['a picture that climbs out', { 'lessons/gifts.tr.md': 'A\n\n![x](../../../etc/passwd.png)\n' }, 'lessons/gifts.tr.md', 3, /leads out/],
  ['an absolute path', yaml('media/film.mp4', '/etc/passwd'), 'course.yaml', 19, /absolute path/],
  ['a backslash', yaml('media/film.mp4', 'media\\film.mp4'), 'course.yaml', 19, /backslash/],
  ['broken YAML', yaml('licence: CC-BY-4.0', 'licence: "CC-BY'), 'course.yaml', 4, /YAML/],
  ['a tab in YAML', yaml('  tr: Etik', '\ttr: Etik'), 'course.yaml', 9, /YAML/],
  ['an alias bomb', { 'course.yaml': bomb }, 'course.yaml', 1, /anchor or alias/],
  ['an alias cycle', yaml('reviewed: []', 'reviewed: &x [*x]'), 'course.yaml', 7, /anchor or alias/],
  ['a deeply nested bomb', { 'course.yaml': `a: ${'['.repeat(3000)}` }, 'course.yaml', 1, /YAML|nested/],
  ['two documents in one file', { 'course.yaml': `${soundCourse['course.yaml'] as string}---\na: 1\n` }, 'course.yaml', 27, /second document/],
  ['a key twice', yaml('release: 1', 'release: 1\nrelease: 2'), 'course.yaml', 4, /written twice/],
  ['a key that is misspelt', yaml('licence:', 'license:'), 'course.yaml', 4, /no key “license”/],
  ['bad UTF-8', { 'course.yaml': invalid('karvan: 1\n') }, 'course.yaml', 2, /not UTF-8/],
  ['bad UTF-8 in a lesson', { 'lessons/gifts.tr.md': invalid('# A\n\nB\n') }, 'lessons/gifts.tr.md', 4, /not UTF-8/],
  ['a NUL', { 'lessons/gifts.tr.md': '# A\nB\0C\n' }, 'lessons/gifts.tr.md', 2, /NUL/],
  ['quotes without end', { 'lessons/gifts.tr.md': `# A\n\n${'> '.repeat(20_000)}\n` }, 'lessons/gifts.tr.md', 3, /nested too deeply/],
  ['lists without end', { 'lessons/gifts.tr.md': `# A\n\n${'- 1. '.repeat(10_000)}\n` }, 'lessons/gifts.tr.md', 3, /nested too deeply/],
  ['a lesson as long as a book', { 'lessons/gifts.tr.md': 'word '.repeat(14_000) }, 'lessons/gifts.tr.md', undefined, /longer than 64 KiB/],
  ['an empty lesson', { 'lessons/gifts.tr.md': '' }, 'course.yaml', 16, /is empty/],
  ['a foreign id', yaml('ministry/ethics', 'Ministry/../x'), 'course.yaml', 2, /not a course id/],
  ['a correction in the first release', yaml('lessons:', `corrects:\n  - edition: ${edition}\nlessons:`), 'course.yaml', 12, /release 1 has nothing to correct/],
  ['a correction of no edition', yaml('release: 1', 'release: 2\ncorrects:\n  - edition: release-1'), 'course.yaml', 5, /“release-1” is not an edition/],
  ['a correction without its edition', yaml('release: 1', 'release: 2\ncorrects:\n  - reason: { tr: x, ru: y }'), 'course.yaml', 5, /“edition” is missing/],
  ['a correction twice', correcting(`\n  - edition: ${edition}`), 'course.yaml', 6, /stands on line 5 already/],
  ['a reason in one language', correcting('\n    reason: { tr: x }'), 'course.yaml', 6, /the reason has no ru/],
  ['a correction where nothing is asked', { 'course.yaml': correcting()['course.yaml'].replace(/ {2}- id: test[^]*$/, '') }, 'course.yaml', 4, /a course without a quiz/],
  ['release zero', yaml('release: 1', 'release: 0'), 'course.yaml', 3, /“release” is “0”/],
  ['an unknown language', yaml('[tr, ru]', '[tr, russian]'), 'course.yaml', 6, /not a language tag/],
  ['a title missing in one language', yaml('  ru: Этика\n', ''), 'course.yaml', 8, /has no ru/],
  ['two lessons of one id', yaml('id: film', 'id: gifts'), 'course.yaml', 17, /already used on line 13/],
  ['a file used by two lessons', yaml('  - id: test', '  - id: again\n    title: { tr: A, ru: A }\n    read: lessons/gifts\n  - id: test'), 'course.yaml', 26, /already used on line 16/],
  ['a lesson of nothing', yaml('    read: lessons/gifts\n', ''), 'course.yaml', 13, /nothing to show/],
  ['an over-long cue', { 'media/film.ru.vtt': `WEBVTT\n\n1\n00:01.000 --> 00:02.000\n${'Очень длинные слова. '.repeat(4)}\n` }, 'media/film.ru.vtt', 4, /characters a second/],
  ['a cue after the film', { 'media/film.tr.vtt': 'WEBVTT\n\n1\n00:31.000 --> 00:34.000\nA\n' }, 'media/film.tr.vtt', 4, /after the film/],
  ['a cue that was left in the source language', { 'media/film.tr.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nBu kutuda ne olabilir?\n', 'media/film.ru.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nBu kutuda ne olabilir?\n' }, 'media/film.ru.vtt', 4, /source language still/],
  ['a number that a translation changed', { 'media/film.tr.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nSüre 15 gündür.\n', 'media/film.ru.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nСрок 10 дней.\n' }, 'media/film.ru.vtt', 4, /numbers differ from the source: 15 10/],
  ['a cue in another language', { 'media/film.tr.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nKimseye söylemeyin.\n', 'media/film.ru.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nЕшкімге айтпаңыз.\n' }, 'media/film.ru.vtt', 4, /another language/],
  ['subtitles that are none', { 'media/film.tr.vtt': '1\n00:00:01,000 --> 00:00:02,000\nA\n' }, 'media/film.tr.vtt', 1, /WEBVTT/],
  ['a film in H.265', { 'media/film.mp4': aFilm({ video: 'hvc1' }) }, 'media/film.mp4', undefined, /H\.265/],
  ['a film with MP3 sound', { 'media/film.mp4': aFilm({ object: 0x6b }) }, 'media/film.mp4', undefined, /MP3/],
  ['a voice that is no sound file', { 'media/film.ru.m4a': 'just words, and a few more' }, 'media/film.ru.m4a', undefined, /no MP4, WebM or Ogg/],
  ['a film cut short', { 'media/film.mp4': aFilm().subarray(0, 300) }, 'media/film.mp4', undefined, /damaged MP4|cut short/],
  ['a quiz without a right answer', quiz('        correct: true\n', ''), 'quiz/test.yaml', 8, /no choice is correct/],
  ['a question of no kind', quiz('kind: number', 'kind: essay'), 'quiz/test.yaml', 15, /the kind is “essay”/],
  ['a number that is a word', quiz('answer: 3', 'answer: three'), 'quiz/test.yaml', 16, /“answer” is “three”/],
  ['an answer of no letters', quiz('[hediye]', '["…"]'), 'quiz/test.yaml', 21, /no letters or digits/],
  ['two questions of one id', quiz('id: count', 'id: box'), 'quiz/test.yaml', 14, /already used on line 4/],
  ['a choice that JavaScript reserves', quiz('id: take', 'id: constructor'), 'quiz/test.yaml', 12, /not a valid id/],
  ['an SVG with a script', { 'pictures/box.svg': '<svg>\n<script>x()</script>\n</svg>' }, 'pictures/box.svg', 2, /a script/],
  ['an SVG that reaches out', { 'pictures/box.svg': '<svg>\n<image href="https://example.org/x.png"/>\n</svg>' }, 'pictures/box.svg', 2, /something outside/],
  ['a picture of another kind', { 'pictures/x.png': 'not a picture', 'lessons/gifts.tr.md': '![x](../pictures/x.png)\n' }, 'pictures/x.png', undefined, /not the picture/],
  ['a name that turns round', { 'pictures/a\u202Egpj.svg': '<svg></svg>' }, 'pictures/a\u202Egpj.svg', undefined, /cannot stand in a pack/],
  ['names that differ by case', { 'pictures/Box.svg': '<svg></svg>' }, 'pictures/box.svg', undefined, /same name/],
])('%s is said with its place and its mend, and nothing is written', async (_, change, file, line, what) => {
  const folder = await aFolder({ ...soundCourse, ...change });
  const before = await everythingIn(folder);
  const faults = await faultsOf(folder);
  const found = faults.find((fault) => fault.file === file && what.test(fault.what));
  expect(found, JSON.stringify(faults, undefined, 1)).toMatchObject({ level: 'error', ...(line === undefined ? {} : { line }) });
  expect(found!.mend.length).toBeGreaterThan(8);
  const out = await temporaryFolder();
  const built = await karvan(['build', folder, '--keys', out, '--out', out]);
  expect([built.code, built.out]).toEqual([1, '']);
  expect(built.err).toContain(found!.what);
  expect([await everythingIn(out), await everythingIn(folder)]).toEqual([{}, before]);
});

test('a symbolic link is refused and never followed', async () => {
  const folder = await aFolder();
  const secret = join(await temporaryFolder(), 'secret.md');
  await writeFile(secret, 'a secret');
  await symlink(secret, join(folder, 'lessons/link.tr.md'));
  await symlink(await temporaryFolder(), join(folder, 'elsewhere'));
  const faults = await faultsOf(folder);
  expect(faults.filter((fault) => fault.what === 'is a symbolic link').map(({ file }) => file)).toEqual(['elsewhere', 'lessons/link.tr.md']);
  expect(JSON.stringify(faults)).not.toContain('a secret');
});

test('two names that Unicode holds for the same are refused', async () => {
  const folder = await aFolder({ ...soundCourse, 'pictures/\u00fc.svg': '<svg></svg>', 'pictures/u\u0308.svg': '<svg></svg>' });
  expect(await faultsOf(folder)).toContainEqual(expect.objectContaining({ what: expect.stringContaining('same name') as string }));
});

test('a name that is not UTF-8 is refused', async () => {
  const folder = await aFolder();
  await writeFile(Buffer.concat([Buffer.from(`${folder}/pictures/`), Buffer.of(0xe9), Buffer.from('.svg')]), 'x');
  expect(await faultsOf(folder)).toContainEqual(expect.objectContaining({ what: 'the name is not UTF-8' }));
});

test('a film of absurd size is refused without being read', async () => {
  const folder = await aFolder({ ...soundCourse, 'media/film.mp4': aFilm({ isLate: false, data: 10, announced: 10 }) });
  const film = join(folder, 'media/film.mp4');
  // The last box may run to the end of the file, whatever that is (size 0).
  const bytes = aFilm({ data: 10, announced: -8 });
  await writeFile(film, bytes);
  expect(await faultsOf(folder)).toEqual([]);
  await stretch(film, 3 * 1024 ** 4);
  expect(await faultsOf(folder)).toContainEqual(expect.objectContaining({ file: 'media/film.mp4', level: 'error', what: expect.stringContaining('GB large') as string }));
});

test('folders without end, too many files and a YAML file of a megabyte are refused', async () => {
  const deep = await aFolder();
  await mkdir(join(deep, 'a/b/c/d/e/f/g/h/i/j/k'), { recursive: true });
  expect((await faultsOf(deep)).map(({ what }) => what)).toContainEqual(expect.stringContaining('nested more than'));
  const many = await aFolder();
  await Promise.all(Array.from({ length: 5001 }, (_, i) => writeFile(join(many, `${i}.txt`), '')));
  expect((await faultsOf(many)).map(({ what }) => what)).toContainEqual(expect.stringContaining('more than 5000 files'));
  const long = await aFolder({ ...soundCourse, 'course.yaml': `# ${'x'.repeat(1_100_000)}` });
  expect((await faultsOf(long)).map(({ what }) => what)).toContainEqual(expect.stringContaining('longer than'));
});

test('every fault of a course is said in one go', async () => {
  const folder = await aFolder({ ...soundCourse, ...yaml('licence: CC-BY-4.0\n', ''), 'lessons/gifts.tr.md': '<b>x</b>\n', ...quiz('answer: 3', 'answer: x'), 'media/film.tr.vtt': 'x' });
  const files = new Set((await faultsOf(folder)).map(({ file }) => file));
  expect([...files]).toContain('course.yaml');
  // Without a licence the course is still read as far as it goes.
  const rest = await aFolder({ ...soundCourse, 'lessons/gifts.tr.md': '<b>x</b>\n', ...quiz('answer: 3', 'answer: x'), 'media/film.tr.vtt': 'x' });
  expect([...new Set((await faultsOf(rest)).map(({ file }) => file))]).toEqual(['lessons/gifts.tr.md', 'media/film.tr.vtt', 'quiz/test.yaml']);
});

test('what only could be better is a warning, and the course can be built', async () => {
  const folder = await aFolder({ ...soundCourse, 'notes.txt': 'for me', 'media/film.mp4': aFilm({ isLate: true }), 'media/film.ru.m4a': aVoice({ seconds: 31 }) });
  const { code, out } = await karvan(['check', folder, '--format', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ errors: 0, warnings: 3, faults: [{ what: expect.stringContaining('31 s long') as string }, { file: 'media/film.mp4' }, { file: 'notes.txt' }] });
});

const warned = async (tr: string, ru: string) => (await faultsOf(await aFolder({ ...soundCourse, 'lessons/gifts.tr.md': tr, 'lessons/gifts.ru.md': ru, 'pictures/box.svg': undefined }))).map(({ level, file, line, what }) => [level, file, line, what]);

test('a translation with other pages than its source, and a line that makes a heading by accident, are warned of', async () => {
  expect(await warned('A\n\n---\n\nB\n\n***\n\nC\n', 'А\n\n---\n\nБ\n')).toEqual([]);
  expect(await warned('A\n\n---\n\nB\n', 'А\n---\n\nБ\n')).toEqual([
    ['warning', 'lessons/gifts.ru.md', undefined, 'has 1 page, the source language 2'],
    ['warning', 'lessons/gifts.ru.md', 2, 'makes a heading of the line above it'],
  ]);
});

test('a fault is shown with its place first, so that an editor can jump there', async () => {
  const { code, err, out } = await karvan(['check', await aFolder({ ...soundCourse, ...yaml('licence:', 'license:') })]);
  expect(err).toContain('course.yaml:4: error: the course has no key “license”\n    Did you mean “licence”?\n');
  expect([code, out]).toEqual([1, '2 errors, 0 warnings: the course cannot be built yet.']);
});

test('a folder that is not there, a file, and a folder without a course are told apart', async () => {
  const folder = await aFolder();
  expect((await karvan(['check', join(folder, 'none')])).err).toContain('there is no such folder');
  expect((await karvan(['check', join(folder, 'course.yaml')])).err).toContain('is not a folder');
  await rename(join(folder, 'course.yaml'), join(folder, 'kurs.yaml'));
  expect((await karvan(['check', folder])).err).toContain('course.yaml: error: is not in the folder');
});
