/** `karvan captions`: subtitles heard by an engine, or taken from a file. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkTimes } from '../../../src/core/translation/cue-checks.ts';
import { levelOf } from '../../../src/core/translation/finding.ts';
import { readVtt } from '../../../src/pack/vtt.ts';
import { aFilm } from '../a-film.ts';
import { aFolder, karvan, soundCourse, temporaryFolder } from '../a-folder.ts';
import { anEngine, type Misbehave } from '../translate/an-engine.ts';

const yaml = `karvan: 1
id: ministry/film
release: 1
licence: CC-BY-4.0
source: tr
languages: [tr]
title: { tr: Film }
lessons:
  - id: film
    title: { tr: Film }
    video: media/film.mp4
`;
const aFilmCourse = (files = {}) => aFolder({ 'course.yaml': yaml, 'media/film.mp4': aFilm({ seconds: 20, data: 50_000 }), ...files });

type Segment = { text: string; start: number; end: number; no_speech_prob?: number; avg_logprob?: number };
const said: readonly Segment[] = [
  { text: ' Vatandaşı ayakta karşılayın.', start: 0.5, end: 3, no_speech_prob: 0.01, avg_logprob: -0.2 },
  { text: ' Dilekçeyi alın, numarasını deftere yazın ve bir nüshasını <b>vatandaşa</b> & arşive verin.', start: 3.4, end: 9.2, no_speech_prob: 0.01, avg_logprob: -0.2 },
];
const phantom: Segment = { text: ' Abone olmayı unutmayın!', start: 10, end: 12, no_speech_prob: 0.5, avg_logprob: -0.4 };
const silence: Segment = { text: ' Teşekkürler.', start: 13, end: 14, no_speech_prob: 0.9, avg_logprob: -1.4 };
const loop: readonly Segment[] = [15, 16, 17, 18, 19].map((start) => ({ text: ' Evet.', start, end: start + 0.9 }));
const words = (segments: readonly Segment[]) => segments.flatMap(({ text, start, end }) => {
  const all = text.trim().split(' ');
  return all.map((word, n) => ({ word: word.replace(/[.,]/g, ''), start: start + ((end - start) * n) / all.length, end: start + ((end - start) * (n + 1)) / all.length }));
});
const hears = (segments: readonly Segment[], isTimed = true): Misbehave => () => ({ task: 'transcribe', language: 'turkish', text: '', segments, ...(isTimed ? { words: words(segments) } : {}) });

async function heard(misbehave: Misbehave, more: readonly string[] = []) {
  const [course, engine] = [await aFilmCourse(), await anEngine(misbehave)];
  const result = await karvan(['captions', course, '--lang', 'tr', '--asr', `${engine.url}#whisper-large`, ...more], { fetch: globalThis.fetch, env: { KARVAN_ASR_KEY: 'key-1' } });
  const text = await readFile(join(course, 'media/film.tr.vtt'), 'utf8').catch(() => '');
  return { course, engine, text, cues: readVtt(text).cues, ...result };
}

test('what was said becomes cues that can be read, beside the film, and the author hears where to name them', async () => {
  const { code, out, cues, engine, text } = await heard(hears(said));
  expect(code).toBe(0);
  expect(out).toMatch(/^\d cues; read them beside the film before they are translated\nName the file in course\.yaml, lesson “film”, under “subtitles”: {2}tr: media\/film\.tr\.vtt\nmedia\/film\.tr\.vtt$/);
  expect(cues.map((cue) => cue.text.replaceAll('\n', ' ')).join(' ')).toBe('Vatandaşı ayakta karşılayın. Dilekçeyi alın, numarasını deftere yazın ve bir nüshasını &lt;b&gt;vatandaşa&lt;/b&gt; &amp; arşive verin.');
  expect(checkTimes(cues).filter(({ code: each }) => levelOf(each) === 'error')).toEqual([]);
  expect(text).toMatch(/^WEBVTT\n\nc1\n00:00:00\.500 --> /);
  const [request] = engine.requests;
  expect([request!.path, request!.key]).toEqual(['/v1/audio/transcriptions', 'Bearer key-1']);
  for (const field of ['verbose_json', 'whisper-large', 'name="language"\r\n\r\ntr', 'filename="film.mp4"']) expect(request!.raw).toContain(field);
});

test('without times of words they are spread over what was heard', async () => {
  const { cues } = await heard(hears(said, false));
  expect(cues[0]).toMatchObject({ id: 'c1', start: 0.5, text: 'Vatandaşı ayakta karşılayın.' });
});

test('what engines hear in silence, and say again and again, stays out; control: the same segments, said surely and once', async () => {
  const { text } = await heard(hears([...said, phantom, silence, ...loop]));
  expect(text).not.toMatch(/Abone|Teşekkür/);
  expect(text.match(/Evet/g)?.length).toBe(2);
  const control = await heard(hears([...said, { ...phantom, no_speech_prob: 0.01 }, { ...silence, no_speech_prob: 0.01 }, loop[0]!]));
  expect([control.text.match(/Abone|Teşekkür/g)?.length, control.text.match(/Evet/g)?.length]).toEqual([2, 1]);
});

test('an engine that is busy is asked again; one that fails, hears nothing or gives no times is said, and nothing is written', async () => {
  expect((await heard((n, _, response) => (n > 2 ? hears(said)(n, _, response, {} as never) : void response.writeHead(503).end()))).code).toBe(0);
  const failing: readonly (readonly [Misbehave, string])[] = [
    [(_, __, response) => void response.writeHead(500).end(), 'answers 500'],
    [(_, __, response) => void response.writeHead(413).end(), 'with --sound'],
    [(_, __, response) => void response.writeHead(401).end(), 'KARVAN_ASR_KEY'],
    [() => ({ text: 'Vatandaşı ayakta karşılayın.' }), 'verbose_json'],
    [hears([]), 'heard no words'],
  ];
  for (const [misbehave, what] of failing) expect(await heard(misbehave)).toMatchObject({ code: 1, text: '', err: expect.stringContaining(what) });
});

const srt = '\uFEFF12\r\n00:00:01,000 --> 00:00:03,500\r\n<font color="red">{\\an8}<i>Hediye</i> & <script>alın</script></font>\r\n\r\n13\r\n00:00:04,000 --> 00:00:08,000\r\nBirbiriyle ilgisi olmayan dört kelime seçin ve bunları\r\nkimseye\r\nsöylemeyin\r\n';

test('a .srt file comes in: tags that WebVTT does not know are gone, long lines are broken anew, ids are of the place', async () => {
  const course = await aFilmCourse();
  const path = join(await temporaryFolder(), 'film.srt');
  await writeFile(path, srt);
  expect((await karvan(['captions', course, '--import', path])).code).toBe(0);
  expect(await readFile(join(course, 'media/film.tr.vtt'), 'utf8')).toBe(
    'WEBVTT\n\nc1\n00:00:01.000 --> 00:00:03.500\n<i>Hediye</i> &amp; alın\n\nc2\n00:00:04.000 --> 00:00:08.000\nBirbiriyle ilgisi olmayan dört kelime\nseçin ve bunları kimseye söylemeyin\n',
  );
  await writeFile(join(course, 'course.yaml'), `${yaml}    subtitles: { tr: media/film.tr.vtt }\n`);
  expect((await karvan(['check', course])).code).toBe(0);
});

test('a .vtt file keeps its ids; a file that is there is written over only when that is said', async () => {
  const course = await aFilmCourse({ 'course.yaml': `${yaml}    subtitles: { tr: words/film.vtt }\n` });
  const path = join(await temporaryFolder(), 'a.vtt');
  await writeFile(path, 'WEBVTT\n\ngreeting\n00:01.000 --> 00:03.000\nHoş geldiniz.\n\n00:04.000 --> 00:06.000\nBaşlayalım.\n');
  expect(await karvan(['captions', course, '--import', path])).toMatchObject({ code: 0, out: '2 cues; read them beside the film before they are translated\nwords/film.vtt' });
  const written = await readFile(join(course, 'words/film.vtt'), 'utf8');
  expect(readVtt(written).cues.map(({ id }) => id)).toEqual(['greeting', 'c2']);
  await writeFile(path, 'WEBVTT\n\n00:01.000 --> 00:03.000\nBaşka.\n');
  expect(await karvan(['captions', course, '--import', path])).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
  expect(await readFile(join(course, 'words/film.vtt'), 'utf8')).toBe(written);
  expect((await karvan(['captions', course, '--import', path, '--force'])).code).toBe(0);
});

test('a file that is none is refused, and nothing is written', async () => {
  const course = await aFilmCourse();
  const path = join(await temporaryFolder(), 'a.srt');
  for (const text of ['', 'Just words.\n', '1\n00:00:01 --> 00:00:02\nA\n']) {
    await writeFile(path, text);
    expect(await karvan(['captions', course, '--import', path]), text).toMatchObject({ code: 1 });
  }
  await expect(readFile(join(course, 'media/film.tr.vtt'))).rejects.toThrow('ENOENT');
});

test.each([
  [[], /--asr <address> or --import <file>/],
  [['--asr', 'http://127.0.0.1:1', '--import', 'a.srt'], /--asr <address> or --import <file>/],
  [['--asr', 'nowhere'], /--asr is “nowhere”/],
  [['--asr', 'babel=http://127.0.0.1:1'], /no engine for transcription/],
  [['--import', 'a.srt', '--lang', 'az'], /not in “languages”/],
  [['--import', 'a.srt', '--lesson', 'gifts'], /films and sounds are film/],
])('typed wrongly, %j is said', async (more, what) => {
  expect(await karvan(['captions', await aFolder(soundCourse), ...more])).toMatchObject({ code: 2, err: expect.stringMatching(what) });
});
