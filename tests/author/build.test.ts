import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { buildPack } from '../../src/author/build/build.ts';
import { contentsOf } from '../../src/author/build/manifest.ts';
import { checkFolder } from '../../src/author/check/check.ts';
import { ausOf } from '../../src/core/cmi5/structure.ts';
import type { Digest, Edition } from '../../src/core/ids.ts';
import { quizSchema, quizWordsSchema } from '../../src/core/quiz/quiz.ts';
import { score } from '../../src/core/quiz/score.ts';
import { editionOf, parseManifest, type Manifest } from '../../src/pack/manifest.ts';
import { chosenGroups, missingPieces, offsetsOf, readyAus, sizeOf, type Choice } from '../../src/pack/pieces.ts';
import { tracksOf } from '../../src/pack/tracks.ts';
import { aBuiltPack, aFolder, aKeyFolder, everythingIn, karvan, soundCourse, stretch, temporaryFolder } from './a-folder.ts';
import { aFilm } from './a-film.ts';
import * as v from 'valibot';

const sample = (name: string) => new URL(`../../src/samples/${name}`, import.meta.url).pathname;

async function manifestIn(pack: string): Promise<Manifest> {
  return parseManifest(new Uint8Array(await readFile(join(pack, 'manifest.json')))) as Manifest;
}

async function fileIn(pack: string, path: string): Promise<Buffer> {
  const { at, size } = (await manifestIn(pack)).files.find((file) => file.path === path)!;
  return (await readFile(join(pack, 'bytes'))).subarray(at, at + size);
}

async function builtSample(name: string): Promise<string> {
  const { last, code, err } = await karvan(['build', sample(name), '--keys', await aKeyFolder('karvan-samples'), '--out', await temporaryFolder(), '--issued', '2026-11-01T00:00:00Z']);
  expect([code, err]).toEqual([0, '']);
  return last;
}

test('a built pack is read back whole by the rooms that phones use', async () => {
  const { pack, keys, folder } = await aBuiltPack();
  const manifest = await manifestIn(pack);
  expect(basename(pack)).toBe(await editionOf(new Uint8Array(await readFile(join(pack, 'manifest.json')))));
  expect(pack).toContain(join('packs', 'ministry', 'ethics'));
  expect((await karvan(['verify', pack, '--keys', keys])).code).toBe(0);
  for (const path of ['lessons/gifts.tr.md', 'media/film.mp4', 'media/film.ru.m4a', 'media/film.tr.vtt', 'pictures/cover.svg']) {
    expect((await fileIn(pack, path)).equals(await readFile(join(folder, path)))).toBe(true);
  }
  const [gifts, film, quiz] = ausOf(manifest.structure);
  expect(tracksOf({ manifest, edition: basename(pack) as Edition }, gifts!.lesson, 'text', ['ru']).map(({ lang, state }) => [lang, state])).toEqual([['ru', 'machine'], ['tr', 'approved']]);
  expect(tracksOf({ manifest, edition: basename(pack) as Edition }, film!.lesson, 'voice', ['ru']).map(({ path }) => path)).toEqual(['media/film.ru.m4a']);
  expect(film!.lesson).toMatchObject({ kind: 'video', seconds: 20, sources: [{ path: 'media/film.mp4', rendition: 'video' }] });
  expect(quiz).toMatchObject({ masteryScore: 0.7, moveOn: 'Passed', lesson: { path: 'quiz/test.json' } });
  expect(manifest).toMatchObject({ picture: 'pictures/cover.svg', issued: '2026-11-01T00:00:00.000Z', source: 'tr', languages: ['tr', 'ru'] });
});

test('a quiz travels as a key without words, and as words in each language without answers', async () => {
  const { pack } = await aBuiltPack();
  const key = v.parse(quizSchema, JSON.parse((await fileIn(pack, 'quiz/test.json')).toString()));
  const words = v.parse(quizWordsSchema, JSON.parse((await fileIn(pack, 'quiz/test.ru.json')).toString()));
  expect(key.items.map((item) => score(item, { box: 'refuse', count: '3', word: 'ПОДАРОК' }[item.id]!).isCorrect)).toEqual([true, true, true]);
  expect(JSON.stringify(key)).not.toContain('Верну');
  expect(words.items.box!.choices).toEqual({ refuse: { text: 'Верну' }, take: { text: 'Возьму' } });
  expect(JSON.stringify(words)).not.toContain('correct');
});

test('voices that a computer speaks are called so in the pack, and others are not', async () => {
  const spoken = (soundCourse['course.yaml'] as string).replace('    voices: {', '    spoken-by: espeak-ng 1.51\n    voices: {');
  const enginesIn = async (course: string) => (await manifestIn((await aBuiltPack({ ...soundCourse, 'course.yaml': course })).pack)).tracks.flatMap(({ kind, engine }) => (kind === 'voice' || engine !== undefined ? [[kind, engine]] : []));
  expect(await enginesIn(spoken)).toEqual([['voice', 'espeak-ng 1.51']]);
  expect(await enginesIn(soundCourse['course.yaml'] as string)).toEqual([['voice', undefined]]);
});

test('a language that a person has read is marked so, and the others are not', async () => {
  const { pack } = await aBuiltPack({ ...soundCourse, 'course.yaml': (soundCourse['course.yaml'] as string).replace('reviewed: []', 'reviewed: [ru]') });
  const states = new Set((await manifestIn(pack)).tracks.map(({ lang, state }) => `${lang} ${state}`));
  expect(states).toEqual(new Set(['tr approved', 'ru reviewed']));
});

test('a picture named for a language costs only those who read it; one that two lessons show serves the whole course', async () => {
  const course = (soundCourse['course.yaml'] as string).replace('  - id: film', '  - id: more\n    title: { tr: A, ru: A }\n    read: lessons/more\n  - id: film');
  const { pack } = await aBuiltPack({
    ...soundCourse,
    'course.yaml': course,
    'pictures/form.ru.svg': '<svg></svg>',
    'lessons/gifts.ru.md': '![a](../pictures/form.ru.svg) ![b](../pictures/box.svg)\n',
    'lessons/more.tr.md': '![b](../pictures/box.svg)\n',
    'lessons/more.ru.md': 'Ещё.\n',
  });
  const manifest = await manifestIn(pack);
  const offsets = offsetsOf(manifest);
  const groupOf = (path: string) => {
    const { at } = manifest.files.find((file) => file.path === path)!;
    const { au, lang } = manifest.groups.find((group) => at >= offsets[group.from]! && at < offsets[group.from + group.count]!)!;
    return [au?.split('/').at(-1), lang];
  };
  expect(groupOf('pictures/form.ru.svg')).toEqual(['gifts', 'ru']);
  expect(groupOf('pictures/box.svg')).toEqual([undefined, undefined]);
  expect(groupOf('pictures/cover.svg')).toEqual([undefined, undefined]);
  expect(groupOf('lessons/more.tr.md')).toEqual(['more', 'tr']);
});

test('one language of a real course costs its own bytes, and no other’s', async () => {
  const manifest = await manifestIn(await builtSample('safe-computers'));
  const cost = (languages: readonly string[], rendition: Choice['rendition']) => sizeOf(manifest, missingPieces(manifest, new Set(), { languages, rendition }));
  for (const lang of manifest.languages) {
    const foreign = chosenGroups(manifest, { languages: [lang], rendition: 'audio' }).filter((group) => group.lang !== undefined && group.lang !== lang);
    expect(foreign).toEqual([]);
  }
  expect(cost(['kk'], 'text')).toBeLessThan(cost([...manifest.languages], 'text') / 2);
  // The film is there once, whatever the languages; each adds its own voice.
  const film = cost([...manifest.languages], 'video') - cost([...manifest.languages], 'audio');
  expect(cost(['kk'], 'video') - film).toBeLessThan((cost([...manifest.languages], 'video') - film) / 2);
});

test('the first lesson of a real course is ready after a few hundred kilobytes', async () => {
  const choice: Choice = { languages: ['tr'], rendition: 'video' };
  for (const [name, slug] of [['public-ethics', 'gifts'], ['safe-computers', 'strong-password']] as const) {
    const manifest = await manifestIn(await builtSample(name));
    const held = new Set<Digest>();
    let bytes = 0;
    for (const index of missingPieces(manifest, new Set(), choice)) {
      if ([...readyAus(manifest, held, choice)].some((au) => au.endsWith(slug))) break;
      held.add(manifest.pieces[index]![0]);
      bytes += manifest.pieces[index]![1];
    }
    expect(bytes).toBeLessThan(300_000);
    for (const [digest] of manifest.pieces) held.add(digest);
    expect(readyAus(manifest, held, choice).size).toBe(ausOf(manifest.structure).length);
  }
});

test('a release that corrects a wrong answer key says of which edition, and why; verify repeats it', async () => {
  const first = basename((await aBuiltPack()).pack);
  const course = (soundCourse['course.yaml'] as string).replace('release: 1', `release: 2\ncorrects:\n  - edition: ${first}\n    reason: { tr: Soru 2 yanlıştı., ru: Вопрос 2 был неверен. }`);
  const { pack, keys } = await aBuiltPack({ ...soundCourse, 'course.yaml': course });
  expect((await manifestIn(pack)).supersedes).toEqual([{ edition: first, reason: { tr: 'Soru 2 yanlıştı.', ru: 'Вопрос 2 был неверен.' } }]);
  expect((await karvan(['verify', pack, '--keys', keys])).out).toContain(`corrects the answer key of edition ${first}`);
});

test('a new release with one lesson changed brings only that lesson’s pieces', async () => {
  const before = await manifestIn((await aBuiltPack()).pack);
  const after = await manifestIn((await aBuiltPack({ ...soundCourse, 'course.yaml': (soundCourse['course.yaml'] as string).replace('release: 1', 'release: 2'), 'lessons/gifts.ru.md': 'Подарков не берите.\n![Коробка](../pictures/box.svg)\n' })).pack);
  const missing = missingPieces(after, new Set(before.pieces.map(([digest]) => digest)), { languages: ['tr', 'ru'], rendition: 'video' });
  expect(missing.map((index) => after.groups.find((group) => index >= group.from && index < group.from + group.count))).toMatchObject([{ lang: 'ru', au: expect.stringContaining('gifts') as string }]);
});

test('the same folder, key and time give the same manifest and bytes; a second build leaves the first alone', async () => {
  const { pack, keys, out, folder } = await aBuiltPack();
  const before = await everythingIn(out);
  const again = await karvan(['build', folder, '--keys', keys, '--out', out, '--issued', '2026-11-01T03:00:00+03:00']);
  expect([again.code, again.last]).toEqual([0, pack]);
  expect(await everythingIn(out)).toEqual(before);
  const elsewhere = await karvan(['build', folder, '--keys', keys, '--out', await temporaryFolder(), '--issued', '2026-11-01']);
  const [one, two] = [await everythingIn(pack), await everythingIn(elsewhere.last)];
  expect([two['manifest.json'], two.bytes]).toEqual([one['manifest.json'], one.bytes]);
  const later = await karvan(['build', folder, '--keys', keys, '--out', out, '--issued', '2026-11-02']);
  expect(later.last).not.toBe(pack);
});

test('a damaged pack of the same edition is replaced by a whole one', async () => {
  const { pack, keys, out, folder } = await aBuiltPack();
  const whole = await everythingIn(pack);
  await writeFile(join(pack, 'bytes'), 'cut short');
  const again = await karvan(['build', folder, '--keys', keys, '--out', out, '--issued', '2026-11-01']);
  expect([again.code, again.last]).toEqual([0, pack]);
  expect((await everythingIn(pack)).bytes).toBe(whole.bytes);
  expect(await readdir(join(pack, '..'))).toEqual([basename(pack)]);
});

test('a course whose key is missing, broken or of another publisher writes nothing', async () => {
  const folder = await aFolder();
  const broken = await aKeyFolder();
  const key = JSON.parse(await readFile(join(broken, 'ministry.key.json'), 'utf8')) as Record<string, string>;
  const other = JSON.parse(await readFile(join(await aKeyFolder(), 'ministry.key.json'), 'utf8')) as Record<string, string>;
  const mixed = await aKeyFolder();
  await writeFile(join(mixed, 'ministry.key.json'), JSON.stringify({ ...key, d: other.d }));
  await writeFile(join(broken, 'ministry.key.json'), JSON.stringify({ ...key, kid: 'another' }));
  for (const [keys, said] of [[await aKeyFolder('other'), 'there is no key'], [broken, 'is not a private key'], [mixed, 'does not fit its public half']] as const) {
    const out = join(await temporaryFolder(), 'out');
    const { code, err, out: printed } = await karvan(['build', folder, '--keys', keys, '--out', out]);
    expect([code, printed]).toEqual([1, '']);
    expect(err).toContain(said);
    expect(await stat(out).catch(() => 'absent')).toBe('absent');
  }
});

test('a film that changes while it is read gives no pack, and leaves nothing', async () => {
  const folder = await aFolder();
  const { course } = await checkFolder(folder);
  const keys = await aKeyFolder();
  const key = JSON.parse(await readFile(join(keys, 'ministry.key.json'), 'utf8')) as { kty: string; kid: string };
  const wish = { key, issued: '2026-11-01T00:00:00.000Z', now: new Date() };
  const good = await buildPack(contentsOf(course!), { ...wish, out: await temporaryFolder() }, () => undefined);
  expect(good.kind).toBe('built');
  for (const change of [-1, 1]) {
    const out = await temporaryFolder();
    const film = join(folder, 'media/film.mp4');
    await writeFile(film, soundCourse['media/film.mp4']!);
    await stretch(film, (soundCourse['media/film.mp4'] as Buffer).length + change);
    expect(await buildPack(contentsOf(course!), { ...wish, out }, () => undefined)).toMatchObject({ kind: 'not-built', what: expect.stringContaining('media/film.mp4 was changed') as string });
    expect(await readdir(out)).toEqual([]);
  }
});

test('what a killed build left behind a day ago is cleared away; what is being built now is not', async () => {
  const { pack, keys, out, folder } = await aBuiltPack();
  const parent = join(pack, '..');
  for (const [name, time] of [['.building-old', '2026-11-20'], ['.building-new', '2026-11-25']] as const) {
    await mkdir(join(parent, name));
    await utimes(join(parent, name), new Date(time), new Date(time));
  }
  await karvan(['build', folder, '--keys', keys, '--out', out, '--issued', '2026-11-01']);
  expect((await readdir(parent)).toSorted()).toEqual(['.building-new', basename(pack)]);
});

test('a pack is never written among the author’s own files', async () => {
  const folder = await aFolder();
  const keys = await aKeyFolder();
  for (const out of [folder, join(folder, 'packs', 'deep')]) expect((await karvan(['build', folder, '--keys', keys, '--out', out])).code).toBe(2);
  expect((await karvan(['build', folder, '--keys', keys, '--out', join(folder, '..', 'out')])).code).toBe(0);
});

test('a time that is none is told at once', async () => {
  expect(await karvan(['build', await aFolder(), '--issued', 'yesterday'])).toMatchObject({ code: 2, out: '' });
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written to is told in words', async () => {
  const out = await temporaryFolder();
  await chmod(out, 0o500);
  const { code, err } = await karvan(['build', await aFolder(), '--keys', await aKeyFolder(), '--out', out]);
  expect([code, err]).toEqual([1, expect.stringContaining('may not do that')]);
});

const MB = 1_000_000;
const LARGE = 300 * MB;

/** Greatest growth of memory while something runs, beside what was in use before. */
async function growth(work: (look: () => void) => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss() - before);
  };
  await work(look);
  look();
  return most;
}

test('a film of hundreds of megabytes is built without being held in memory', { timeout: 120_000 }, async () => {
  const folder = await aFolder({ ...soundCourse, 'media/film.mp4': aFilm({ data: 100, announced: LARGE }) });
  const film = join(folder, 'media/film.mp4');
  await stretch(film, aFilm({ data: 100 }).length - 100 + LARGE);
  const { course, faults } = await checkFolder(folder);
  expect(faults).toEqual([]);
  const key = JSON.parse(await readFile(join(await aKeyFolder(), 'ministry.key.json'), 'utf8')) as { kty: string; kid: string };
  const out = await temporaryFolder();
  let bytes = 0;
  const grown = await growth(async (look) => {
    const built = await buildPack(contentsOf(course!), { out, key, issued: '2026-11-01T00:00:00.000Z', now: new Date() }, (size) => {
      bytes += size;
      look();
    });
    expect(built.kind).toBe('built');
  });
  expect(bytes).toBeGreaterThan(LARGE);
  expect(grown).toBeLessThan(100 * MB);
  await rm(out, { recursive: true });
  // The meter sees what it is meant to see.
  expect(await growth(() => readFile(film))).toBeGreaterThan(100 * MB);
});
