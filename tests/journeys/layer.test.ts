/**
 * A language that the course never had: another institution makes it, signs it and publishes it for a course that it did not make. A phone
 * that has the course adds it without the film, plays and reads it with no server anywhere, and is asked in it once the course's own
 * publisher agreed; what is answered in it, typed too, counts as in any other language, on the phone and at the desk alike.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openOriginal } from '../../src/author/translate/original.ts';
import { sourceUnits } from '../../src/author/translate/source-units.ts';
import { writeUnits, type Unit } from '../../src/author/translate/units.ts';
import { unpacked } from '../../src/pack/deflated.ts';
import { parseLayer, type Layer } from '../../src/pack/layer.ts';
import type { DeskPerson } from '../../src/sync/desk.ts';
import { questionsOf, type Question } from './an-author.ts';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { aRoad, type Road } from './a-road.ts';
import { atDesk, linesHeld, peopleNamed } from './desk.ts';
import { findCourse, join, lock, takeQuiz, unlock, walk } from './learner.ts';
import { keepPicture, look } from './look.ts';
import { chooseFile } from './picker.ts';
import { wordsOf } from './words.ts';

const az = wordsOf('az');
const COURSE = 'karvan-samples/safe-computers';
const LAYER = 'neighbour/safe-computers-uz';
const sample = path(import.meta.dirname, '../../src/samples/safe-computers');
const who = { emblem: 'mountain', pin: '482913' };
/** As the sample's quiz is asked in the language of the layer. */
const inUzbek = (text: string) => `uz: ${text}`;
/** What the layer, and nobody else, takes for the right answer to the question that is answered by typing. */
const TYPED = 'zaxira nusxa';

let karvan: Karvan;
let road: Road;
let phone: Phone;
let page: Page;
let layer: Layer;
let built: string;
let port: number;
const made = mkdtempSync(path(tmpdir(), 'karvan-layer-'));
const [folder, keys, out] = [path(made, 'course'), path(made, 'keys'), path(made, 'out')];

beforeAll(async () => {
  karvan = await aKarvan();
  port = await freePort();
  await karvan.start(port);
  road = await aRoad(await freePort(), port);
  phone = aPhone();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, 'layer-failed');
});
afterAll(async () => {
  await phone?.end();
  await road?.close();
  await karvan?.end();
  rmSync(made, { recursive: true, force: true });
});

test('an institution that did not make the course translates it, speaks its film, and publishes that alone', async () => {
  cpSync(sample, folder, { recursive: true });
  const { original } = await openOriginal(folder);
  const units = sourceUnits(original!).map((unit): Unit =>
    unit.kind === 'answers' ? { ...unit, target: TYPED, state: 'reviewed', by: 'A reader' } : { ...unit, target: inUzbek(unit.source), state: 'machine', engine: 'an engine' },
  );
  await writeUnits(path(folder, 'translations/uz.jsonl'), units);
  await karvan.run(['keys', 'new', 'neighbour', '--keys', keys]);
  await karvan.run(['keys', 'trust', path(keys, 'neighbour.public.json'), '--name', 'Neighbour institute']);
  const film = original!.parts.find(({ words }) => words?.kind === 'cues')!.words!;
  // Spoken from the words as they stand in the layer; any speech will do for a voice.
  const silent = await fileIn(await build(), 'media/five-habits.uz.vtt');
  const voice = path(folder, 'translations/voice/uz');
  mkdirSync(voice, { recursive: true });
  cpSync(path(folder, `translations/voice/kk/${film.of}.m4a`), path(voice, `${film.of}.m4a`));
  const map = { karvan: 1, holds: [], speech: [[0, 60]] };
  writeFileSync(path(voice, `${film.of}.json`), JSON.stringify({ karvan: 1, from: createHash('sha256').update(silent).digest('hex'), engine: 'espeak-ng 1.51', voice: 'uz', map }));
  built = await build();
  layer = layerIn(built);
  await publish();
});

test('a learner with the course sees what it brings, from whom and at what size, and fetches that and no film', async () => {
  page = await phone.open(at('/'));
  await join(page, az, { ...who, code: karvan.people().find((each) => each.role === 'learner')!.code! });
  await findCourse(page, az, { id: COURSE, title: '' });
  await page.getByText(az('layer.once-here')).waitFor();
  await page.locator('label.choice', { hasText: az.exactly('rendition.video') }).click();
  await page.getByRole('button', { name: az('course.get') }).click();
  await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
  await page.getByText(/kompüter səsi: espeak-ng/).waitFor();
  await look(page, 'layer-offered');
  const before = road.carried.length;
  await page.getByRole('button', { name: az('layer.voice') }).click();
  await page.getByText(az('layer.here-voice')).waitFor();
  await page.getByText(az('layer.quiz-own')).waitFor();
  await look(page, 'layer-here');
  const fetched = road.carried.slice(before).reduce((sum, { from, to }) => sum + to - from, 0);
  expect(fetched).toBe(layer.pieces.reduce((sum, [, size]) => sum + size, 0));
});

test('with the server stopped the film is heard and read in it, and the quiz is not asked in words to which its publisher has not agreed', async () => {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await karvan.stop();
  await walk(page, `/learn/${COURSE}/1`);
  await page.getByRole('button', { name: az('film.play') }).click();
  await page.getByRole('button', { name: az('film.language') }).click();
  const sheet = page.getByRole('dialog');
  await sheet.locator('label.choice', { has: page.locator('input[name=voice][value=uz]') }).click();
  await sheet.locator('label.choice', { has: page.locator('input[name=subtitles-uz]') }).click();
  await look(page, 'layer-sheet');
  await sheet.getByRole('button', { name: az('film.go-on') }).click();
  const voice = page.locator('audio');
  await expect.poll(() => voice.evaluate((audio: HTMLAudioElement) => !audio.paused && audio.currentTime > 1 && audio.currentSrc.includes('/voice/'))).toBe(true);
  await expect.poll(() => page.locator('.screen__words p[lang=uz]').innerText().catch(() => '')).toMatch(/^uz: /);
  await keepPicture(page, 'layer-film');
  await openQuiz();
  // It is here in one language only.
  expect(await page.getByRole('button', { name: az('text.language') }).count()).toBe(0);
});

test('once the course’s publisher agreed, the phone hears of it, and is asked in it with no server', async () => {
  await karvan.start(port);
  await karvan.run(['layer', 'endorse', built, '--keys', path(karvan.data, 'keys')]);
  await publish();
  await walk(page, '/');
  await walk(page, `/course/${COURSE}`);
  await page.getByText(az('layer.here-voice')).waitFor();
  await page.getByText(az('layer.quiz-own')).waitFor({ state: 'detached' });
  await karvan.stop();
  await openQuiz();
  await page.getByRole('button', { name: az('text.language') }).click();
  await page.locator('label.choice', { has: page.locator('input[name=text-language][value=uz]') }).click();
  await page.getByRole('dialog').getByRole('button', { name: az('common.go-on') }).click();
  await look(page, 'layer-quiz');
  await page.getByRole('button', { name: az('quiz.begin') }).click();
  await takeQuiz(page, az, questionsOf(sample).map(asked));
  await page.getByText(az('quiz.passed')).waitFor();
  expect(await page.locator('.cost__item dd').first().innerText()).toMatch(/100/);
  await look(page, 'layer-marks');
});

test('what was answered in it arrives, and counts; removed, the language frees its room and the course stays', async () => {
  const { name } = karvan.people().find((each) => each.role === 'learner')!;
  await karvan.start(port);
  await walk(page, '/');
  await lock(page, az);
  await expect.poll(async () => (await linesHeld(karvan, [name])).reduce((sum, lines) => sum + lines, 0), { timeout: 60_000 }).toBeGreaterThan(10);
  expect(await markedAtTheDesk(name)).toEqual({ scaled: 1, done: 1 });
  await unlock(page, az, who);
  await walk(page, `/course/${COURSE}`);
  await page.getByRole('button', { name: az('layer.remove') }).click();
  await page.getByRole('button', { name: az('layer.voice') }).waitFor();
  await page.locator(`ol a[href="/learn/${COURSE}/1"]`).waitFor();
  expect(phone.faults).toEqual([]);
});

test('carried on a stick it is taken in with no server anywhere, and the publisher’s word for the quiz with it', async () => {
  const file = path(made, 'uzbek.karvan');
  await karvan.run(['export', built, '--out', file]);
  await karvan.stop();
  await walk(page, '/catalogue');
  await chooseFile(page, az('import.from'), file);
  await page.getByRole('button', { name: az('import.take') }).waitFor();
  await look(page, 'layer-file');
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'layer-file-wide');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: az('import.take') }).click();
  await page.getByText(az('layer.here-voice')).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/course/${COURSE}`);
  expect(await page.getByText(az('layer.quiz-own')).count()).toBe(0);
  expect(phone.faults).toEqual([]);
});

/** How the server itself marks what the learner has done of the course, and how many of its lessons it counts. */
async function markedAtTheDesk(name: string) {
  const [person] = await peopleNamed(karvan, [name]);
  const { courses } = (await (await atDesk(karvan, 'supervisor', `/people/${person!.id}`)).json()) as DeskPerson;
  const { scaled, done } = courses.find(({ course }) => course.id === COURSE)!.goes[0]!;
  return { scaled, done };
}

/** The question as the layer asks it; what is right stays the course's, but for what is typed. */
function asked(question: Question): Question {
  const words = (said: Question['prompt']) => ({ ...said, az: inUzbek(said['tr']!) });
  return { ...question, prompt: words(question.prompt), ...(question.accepted ? { accepted: { az: [TYPED] } } : {}), ...(question.choices ? { choices: question.choices.map((choice) => ({ ...choice, text: words(choice.text) })) } : {}) };
}

async function openQuiz(): Promise<void> {
  await walk(page, '/');
  await walk(page, `/learn/${COURSE}/4`);
  await page.getByRole('button', { name: az('quiz.begin') }).waitFor();
}

async function build(): Promise<string> {
  const said = await karvan.run(['layer', 'build', folder, '--lang', 'uz', '--keys', keys, '--out', out, '--id', LAYER]);
  return said.trim().split('\n').at(-1)!;
}

async function publish(): Promise<void> {
  const { login, password } = karvan.people().find((each) => each.role === 'author')!;
  await karvan.run(['publish', built, '--to', `http://localhost:${port}`, '--as', login!], { KARVAN_PASSWORD: password! });
}

function layerIn(pack: string): Layer {
  return parseLayer(new Uint8Array(readFileSync(path(pack, 'manifest.json')))) as Layer;
}

async function fileIn(pack: string, file: string): Promise<string> {
  const found = layerIn(pack).files.find((each) => each.path === file)!;
  const bytes = new Uint8Array(readFileSync(path(pack, 'bytes')));
  return new TextDecoder().decode(await unpacked(bytes.slice(found.at, found.at + found.size), found));
}

function at(to: string): string {
  return `http://localhost:${road.port}${to}`;
}
