/** Voices made with the real ffmpeg, by a local server that follows the public API and by espeak-ng where it is installed. */
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readVoice } from '../../../src/author/layer/voices.ts';
import { passagesOf } from '../../../src/author/speak/reading.ts';
import { openOriginal } from '../../../src/author/translate/original.ts';
import { wholeOf } from '../../../src/pack/deflated.ts';
import { parseLayer, type Layer } from '../../../src/pack/layer.ts';
import { parseManifest, type Manifest } from '../../../src/pack/manifest.ts';
import { aFilm, aVoice } from '../a-film.ts';
import { aFolder, aKeyFolder, karvan, soundCourse, temporaryFolder } from '../a-folder.ts';
import { aWav } from './a-wav.ts';

const has = (program: string, ...args: string[]) => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`${program} is not installed here: the tests that speak with it are left out`);
    return false;
  }
};
const [hasFfmpeg, hasEspeak] = [has('ffmpeg', '-version'), has('espeak-ng', '--version')];

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Asked = { readonly input: string; readonly voice: string; readonly speed: number };

/** An engine that says each letter in a tenth of a second. */
async function aSpeaker(answer?: (asked: Asked, times: number) => { status: number; body: Uint8Array | string } | undefined) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const one = JSON.parse(text) as Asked;
      asked.push(one);
      const other = answer?.(one, asked.length);
      response.writeHead(other?.status ?? 200, { 'content-type': 'audio/wav' }).end(other?.body ?? aWav({ seconds: one.input.length / 10 / one.speed, silence: 0.3 }));
    })();
  });
  open.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { asked, tts: `openai=http://127.0.0.1:${(server.address() as AddressInfo).port}#model/anna` };
}

/** What is said of the lesson that is read. */
const reading = ['Подарки', 'Не принимайте подарков.', 'Коробка'];
const long = 'Картинка подождёт конца этой фразы.';
const subtitles = (first: string, second: string, third: string) => `WEBVTT\n\n1\n00:01.000 --> 00:04.000\n${first}\n\n2\n00:04.000 --> 00:06.000\n${second}\n\n3\n00:06.000 --> 00:09.000\n${third}\n`;
const talk = { ...soundCourse, 'media/film.ru.vtt': subtitles('Не берите.', long, 'Это всё.'), 'media/film.tr.vtt': subtitles('Almayın.', 'Görüntü bu cümlenin sonunu bekler.', 'Bu kadar.') };

async function aTranslatedCourse() {
  const folder = await aFolder(talk);
  expect((await karvan(['translate', folder, '--to', 'ru'])).code).toBe(0);
  const { original } = await openOriginal(folder);
  const of = original!.parts.find(({ words }) => words?.kind === 'cues')!.words!.of;
  const speak = (tts: string, ...more: string[]) => karvan(['translate', folder, '--to', 'ru', '--voiceover', '--tts', tts, ...more], { fetch, sleep: async () => undefined, chance: () => 0 });
  return { folder, of, speak, voice: () => readVoice(join(folder, 'translations'), 'ru', of) };
}

const seconds = (file: string) => Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file], { encoding: 'utf8' }));

test.skipIf(!hasFfmpeg)('a long sentence is spoken a little faster, and the picture waits for the rest of it', async () => {
  const { speak, voice } = await aTranslatedCourse();
  const { asked, tts } = await aSpeaker();
  const said = await speak(tts);
  expect([said.code, said.err]).toEqual([0, '']);
  expect(said.out).toMatch(/film is spoken in 3 sentences by openai#model; the picture waits 1 times/);
  expect(asked.filter(({ input }) => !reading.includes(input)).map(({ speed }) => speed)).toEqual([1, 1, 1.2, 1]);
  const { map, files, engine, voice: name } = (await voice())!;
  expect([engine, name]).toEqual(['openai#model', 'anna']);
  expect(map.holds).toHaveLength(1);
  expect(map.holds[0]![0]).toBeCloseTo(5.88, 2);
  expect(map.holds[0]![1]).toBeCloseTo(long.length / 10 / 1.2 - 1.88, 1);
  expect(map.speech).toHaveLength(3);
  expect(files.map(({ codec }) => codec)).toEqual(['opus', 'aac']);
  for (const { disk } of files) expect(seconds(disk)).toBeCloseTo(20 + map.holds[0]![1], 0);
});

test.skipIf(!hasFfmpeg)('what was spoken from the same words is not asked for again, and other words are', async () => {
  const { speak } = await aTranslatedCourse();
  const first = await aSpeaker();
  await speak(first.tts);
  const before = first.asked.length;
  const again = await speak(first.tts);
  expect(again.out).toContain('it was there already');
  expect(first.asked).toHaveLength(before);
  await speak(first.tts, '--max-rate', '1.1');
  expect(first.asked.length).toBeGreaterThan(before);
});

test.skipIf(!hasFfmpeg)('the same words give the same files, byte by byte', async () => {
  const made = await Promise.all([1, 2].map(async () => {
    const { speak, voice } = await aTranslatedCourse();
    await speak((await aSpeaker()).tts);
    return Promise.all((await voice())!.files.map(async ({ disk }) => (await readFile(disk)).toString('base64')));
  }));
  expect(made[0]).toEqual(made[1]);
});

test.skipIf(!hasFfmpeg).each([
  ['is busy and then is not', (_: Asked, times: number) => (times < 3 ? { status: 429, body: '' } : undefined), 0, ''],
  ['gives no sound', () => ({ status: 200, body: '{"error":"no"}' }), 1, 'gives no WAV file'],
  ['wants a key', () => ({ status: 401, body: 'key' }), 1, '$KARVAN_TTS_KEY'],
  ['fails always', () => ({ status: 500, body: 'no' }), 1, 'answers 500'],
])('an engine that %s: in words, and nothing half is left', async (_, answer, code, words) => {
  const { folder, speak } = await aTranslatedCourse();
  const said = await speak((await aSpeaker(answer)).tts);
  expect([said.code, said.err]).toEqual([code, expect.stringContaining(words)]);
  const left = await readdir(join(folder, 'translations', 'voice', 'ru')).catch(() => []);
  expect(left.filter((name) => name.endsWith('.part') || (code === 1 && name.endsWith('.json')))).toEqual([]);
});

test.skipIf(!hasFfmpeg || !hasEspeak)('with no network and no key espeak-ng speaks, and the voice goes into a layer', async () => {
  const { folder, speak, voice } = await aTranslatedCourse();
  const said = await speak('espeak');
  expect([said.code, said.err]).toEqual([0, '']);
  expect((await voice())!.engine).toBe('espeak-ng');
  const keys = await aKeyFolder();
  const layer = await karvan(['layer', 'build', folder, '--lang', 'ru', '--keys', keys, '--out', await temporaryFolder()]);
  expect([layer.code, layer.err]).toEqual([0, '']);
  expect((await karvan(['verify', layer.last, '--keys', keys])).code).toBe(0);
});

test('a rate that nobody could follow, and an engine that is not there, end in a sentence', async () => {
  const { folder } = await aTranslatedCourse();
  const say = (...more: string[]) => karvan(['translate', folder, '--to', 'ru', '--voiceover', ...more]);
  expect(await say('--max-rate', '2')).toMatchObject({ code: 2, err: expect.stringContaining('from 1 to 1.25') as string });
  expect(await say('--tts', 'siri=http://localhost:1')).toMatchObject({ code: 2, err: expect.stringContaining('--tts names “siri”') as string });
});

const pages = '# Подарки\n\nНе берите **подарков**.\n\n- Деньги\n- Золото\n\n| Кто | Что |\n|---|---|\n| Сосед | Чай & хлеб |\n\n![Коробка](../pictures/box.svg)\n\n---\n\n## Отказ\n\n> Спасибо.\n';

test('a reading is said page by page as it is shown: its title, passages, items, rows and what pictures show', () => {
  expect(passagesOf(pages, 'ru')).toEqual([
    [
      { text: 'Подарки', isHeading: true },
      ...['Не берите подарков.', 'Деньги', 'Золото', 'Кто, Что', 'Сосед, Чай и хлеб', 'Коробка'].map((text) => ({ text, isHeading: false })),
    ],
    [{ text: 'Отказ', isHeading: true }, { text: 'Спасибо.', isHeading: false }],
  ]);
  // A title alone is no page of its own, as in the app.
  expect(passagesOf('# Подарки\n\n---\n\nСлова.', 'ru')).toHaveLength(1);
});

test.skipIf(!hasFfmpeg)('a translated reading is spoken into its layer, bound to its text, and knows when each page is said', async () => {
  const folder = await aFolder({ ...soundCourse, 'lessons/gifts.tr.md': '# Hediye\n\nAlmayın.\n\n---\n\nTeşekkür edin.\n', 'lessons/gifts.ru.md': '# Подарки\n\nНе берите.\n\n---\n\nПоблагодарите.\n' });
  const { tts } = await aSpeaker();
  const said = await karvan(['translate', folder, '--to', 'ru', '--text', '--voiceover', '--tts', tts], { fetch });
  expect([said.code, said.out]).toEqual([0, expect.stringMatching(/gifts is spoken in 3 passages by openai#model, \d+ s/)]);
  const keys = await aKeyFolder();
  const { last } = await karvan(['layer', 'build', folder, '--lang', 'ru', '--keys', keys, '--out', await temporaryFolder()]);
  const { tracks, files } = parseLayer(new Uint8Array(await readFile(join(last, 'manifest.json')))) as Layer;
  const text = tracks.find(({ kind }) => kind === 'text')!;
  const voices = tracks.filter(({ kind }) => kind === 'voice');
  expect(voices).toMatchObject(['opus', 'aac'].map((codec) => ({ of: text.of, from: wholeOf(files.find(({ path }) => path === text.path)!).sha256, map: 'voice/gifts.ru.json', codec })));
  const { map } = (await readVoice(join(folder, 'translations'), 'ru', text.of))!;
  expect(map.holds).toEqual([]);
  // 0.4 s of silence; seven letters, a pause, ten letters, a breath; then the page turns.
  expect(map.speech).toEqual([[0.4, expect.closeTo(0.4 + 0.7 + 0.8 + 1 + 0.4, 0)], [expect.closeTo(0.4 + 2.9 + 1.2, 0), expect.any(Number)]]);
});

/** The course as `karvan build` packs it, and what was said of it. */
async function built(folder: string): Promise<{ readonly err: string; readonly manifest: Manifest }> {
  const keys = await aKeyFolder();
  const { err, last } = await karvan(['build', folder, '--keys', keys, '--out', await temporaryFolder()]);
  expect((await karvan(['verify', last, '--keys', keys])).code).toBe(0);
  return { err, manifest: parseManifest(new Uint8Array(await readFile(join(last, 'manifest.json')))) as Manifest };
}

test.skipIf(!hasFfmpeg)('readings in a course’s own languages are spoken, small if wanted, and packed with it; one that was changed since is left out, and that is said', async () => {
  const folder = await aFolder(soundCourse);
  const { tts, asked } = await aSpeaker();
  const speak = (...more: string[]) => karvan(['speak', folder, '--tts', tts, '--small', ...more], { fetch });
  expect((await speak('--lang', 'kk')).err).toContain('--lang names kk');
  const said = await speak();
  expect([said.code, said.err, said.out]).toEqual([0, '', expect.stringMatching(/^tr: gifts is spoken.*\nru: gifts is spoken/)]);
  const before = asked.length;
  expect((await speak()).out).toContain('it was there already');
  expect(asked).toHaveLength(before);

  const { err, manifest } = await built(folder);
  const unit = manifest.tracks.find(({ kind }) => kind === 'text')!.of;
  const voices = manifest.tracks.filter(({ kind, of }) => kind === 'voice' && of === unit);
  expect([err, voices]).toEqual(['', ['tr', 'ru'].map((lang) => expect.objectContaining({ lang, path: `lessons/gifts.${lang}.webm`, map: `lessons/gifts.${lang}.voice.json`, engine: 'openai#model', voice: 'anna' }) as object)]);

  await writeFile(join(folder, 'lessons/gifts.ru.md'), '# Подарки\n\nДругие слова.\n');
  const changed = await built(folder);
  expect(changed.err).toContain('lessons/gifts.ru.md: warning: was changed since it was spoken, so its voice is left out');
  expect(changed.manifest.tracks.filter(({ kind, of }) => kind === 'voice' && of === unit).map(({ lang }) => lang)).toEqual(['tr']);
});

const yaml = soundCourse['course.yaml'] as string;
const recorded = '    voices: { ru: media/film.ru.m4a }\n';
/** A film that nobody has spoken in Russian. */
const unspoken = { ...talk, 'media/film.ru.vtt': subtitles('Не берите.', 'Картинка подождёт конца фразы.', 'Это всё.'), 'course.yaml': yaml.replace(recorded, ''), 'media/film.ru.m4a': undefined };
const hers = soundCourse['media/film.ru.m4a'] as Buffer;
const voicesOf = ({ tracks }: Manifest, path: string) => {
  const { of } = tracks.find((track) => track.path === path)!;
  return tracks.filter((track) => track.kind === 'voice' && track.of === of);
};

test.skipIf(!hasFfmpeg)('a film in a course’s own languages is spoken by its subtitles, waits where it must, and is packed as one sound that every phone plays', async () => {
  const folder = await aFolder(unspoken);
  const { tts, asked } = await aSpeaker();
  const speak = (...more: string[]) => karvan(['speak', folder, '--tts', tts, ...more], { fetch });
  const plan = await speak('--dry-run', '--price', '20000');
  expect([plan.code, plan.out, asked]).toEqual([0, expect.stringMatching(/^tr: to speak: 1 of 1 lessons.*\nru: to speak: 2 of 2 lessons, 85 characters; cost: 1\.70$/), []]);

  const said = await speak();
  expect([said.code, said.err]).toEqual([0, '']);
  // It speaks its source language itself.
  expect(said.out).toMatch(/^tr: gifts is spoken.*\nru: gifts is spoken.*\nru: film is spoken in 3 sentences by openai#model; the picture waits 1 times/);
  const before = asked.length;
  expect((await speak()).out).toMatch(/the picture waits 1 times, 0\.\d s of 20 s, at most 0\.\d s; it was there already/);
  expect((await speak('--dry-run')).out).toContain('ru: to speak: 0 of 2 lessons, 0 characters');
  expect(asked).toHaveLength(before);

  const { err, manifest } = await built(folder);
  const film = manifest.files.find(({ path }) => path === 'media/film.mp4')!;
  const words = manifest.files.find(({ path }) => path === 'media/film.ru.vtt')!;
  const voice = { kind: 'voice', lang: 'ru', of: film.sha256, from: words.sha256, path: 'media/film.ru.m4a', map: 'media/film.ru.voice.json', engine: 'openai#model', voice: 'anna', state: 'machine' };
  expect([err, voicesOf(manifest, 'media/film.ru.vtt')]).toEqual(['', [voice]]);
  expect((await readVoice(join(folder, 'translations'), 'ru', film.sha256))!.files.map(({ codec }) => codec)).toEqual(['aac']);

  await speak('--max-rate', '1');
  expect(asked.length).toBeGreaterThan(before);
  await writeFile(join(folder, 'media/film.ru.vtt'), subtitles('Не надо.', 'Картинка подождёт.', 'Это всё.'));
  const changed = await built(folder);
  expect(changed.err).toContain('media/film.ru.vtt: warning: was changed since it was spoken, so its voice is left out');
  expect(voicesOf(changed.manifest, 'media/film.ru.vtt')).toEqual([]);
});

test.skipIf(!hasFfmpeg)('a voice whose film is another one now is said, and never heard over it', async () => {
  const folder = await aFolder(unspoken);
  const said = await karvan(['speak', folder, '--lang', 'ru', '--tts', (await aSpeaker()).tts], { fetch });
  expect((await built(folder)).err).toBe('');
  await writeFile(join(folder, 'media/film.mp4'), aFilm({ seconds: 20, data: 1_200_001 }));
  const { err, manifest } = await built(folder);
  expect([said.code, err]).toEqual([0, expect.stringMatching(/^translations\/voice\/ru\/[0-9a-f]{64}\.json: warning: speaks a film or a text that is another one now/)]);
  expect(voicesOf(manifest, 'media/film.ru.vtt')).toEqual([]);
});

test.skipIf(!hasFfmpeg)('a voice that people recorded is the film’s, also where one was spoken before', async () => {
  const folder = await aFolder(unspoken);
  const { tts } = await aSpeaker();
  const speak = () => karvan(['speak', folder, '--lang', 'ru', '--tts', tts], { fetch });
  expect((await speak()).out).toContain('film is spoken');
  await writeFile(join(folder, 'course.yaml'), yaml);
  await writeFile(join(folder, 'media/film.ru.m4a'), hers);
  expect((await speak()).out).not.toContain('film is spoken');
  const { err, manifest } = await built(folder);
  const [voice, ...others] = voicesOf(manifest, 'media/film.ru.vtt');
  expect([err, voice!.path, voice!.engine, voice!.map, others]).toEqual(['', 'media/film.ru.m4a', undefined, undefined, []]);
  expect(manifest.files.find(({ path }) => path === 'media/film.ru.m4a')!.size).toBe((hers).length);
});

test.skipIf(!hasFfmpeg)('a lesson to listen to is spoken in the languages in which it has subtitles alone', async () => {
  const sound = { ...unspoken, 'course.yaml': unspoken['course.yaml'].replace('video: media/film.mp4', 'audio: { tr: media/film.tr.m4a }'), 'media/film.mp4': undefined, 'media/film.tr.m4a': aVoice({ seconds: 20, data: 40_000 }) };
  const folder = await aFolder(sound);
  const said = await karvan(['speak', folder, '--tts', (await aSpeaker()).tts], { fetch });
  expect([said.code, said.out.match(/.*film is spoken/g)]).toEqual([0, ['ru: film is spoken']]);
  const { err, manifest } = await built(folder);
  expect([err, voicesOf(manifest, 'media/film.tr.m4a').map(({ lang, engine }) => [lang, engine])]).toEqual(['', [['tr', undefined], ['ru', 'openai#model']]]);
});

test.skipIf(!hasFfmpeg)('no sound of other words is left beside a voice', async () => {
  const folder = await aFolder(soundCourse);
  const { tts } = await aSpeaker();
  const speak = (...more: string[]) => karvan(['speak', folder, '--lang', 'ru', '--tts', tts, ...more], { fetch });
  const endings = async () => (await readdir(join(folder, 'translations/voice/ru'))).map((name) => name.split('.').at(-1)).toSorted();
  await speak();
  expect(await endings()).toEqual(['json', 'm4a']);
  await writeFile(join(folder, 'lessons/gifts.ru.md'), '# Подарки\n\nДругие слова.\n');
  await speak('--small');
  expect(await endings()).toEqual(['json', 'webm']);
  // The same words in a sound that is not there are spoken again.
  expect((await speak()).out).not.toContain('it was there already');
});

test.skipIf(!hasFfmpeg)('a voice stays as it was when another engine ends in the middle of it; control: one that goes on takes its place', async () => {
  const folder = await aFolder(soundCourse);
  const speak = (tts: string) => karvan(['speak', folder, '--lang', 'ru', '--tts', tts], { fetch, sleep: async () => undefined, chance: () => 0 });
  expect((await speak((await aSpeaker()).tts)).code).toBe(0);
  const place = join(folder, 'translations/voice/ru');
  const files = async () => Promise.all((await readdir(place)).toSorted().map(async (name) => [name, await readFile(join(place, name), 'base64')]));
  const before = await files();
  const other = (tts: string) => tts.replace('#model', '#another');
  expect((await speak(other((await aSpeaker((_, times) => (times > 1 ? { status: 400, body: 'no more' } : undefined))).tts))).code).toBe(1);
  expect(await files()).toEqual(before);
  expect((await speak(other((await aSpeaker()).tts))).code).toBe(0);
  expect(await files()).not.toEqual(before);
});
