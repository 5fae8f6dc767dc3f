/** How long it takes until another voice is heard, and other subtitles are read, once a person chose them while the film plays: in the built product, beside the browser alone that begins another file of the same phone. */
import type { Page } from 'playwright-core';
import { aKarvan, freePort, type Karvan } from '../journeys/a-karvan.ts';
import { aPhone } from '../journeys/a-phone.ts';
import { anAuthor, COURSE, PUBLISHER } from '../journeys/an-author.ts';
import { findCourse, join, walk } from '../journeys/learner.ts';
import { wordsOf } from '../journeys/words.ts';
import { machine, median, percentile, progress, say, spread, verdict } from './figures.ts';
import { browserName } from './ground.ts';
import { leavingNothing } from './leaving.ts';
import { optionsOf } from './options.ts';

const az = wordsOf('az');
/** The film's own is Turkish: these two are files of their own. */
const voices = ['az', 'ru'] as const;
const what = ['voice', 'subtitles', 'alone'] as const;
type Times = Record<(typeof what)[number], number[]>;

export async function main(args: readonly string[]): Promise<void> {
  const { rounds } = optionsOf(args, { rounds: 20 });
  const [karvan, author, phone] = [await aKarvan(), anAuthor(), aPhone()];
  const undo = async () => {
    await phone.end();
    await karvan.end();
    author.end();
  };
  await leavingNothing(undo, async () => {
    progress('switch: a film with its voices is built, published and fetched');
    await karvan.start(await freePort());
    await publish(karvan, author);
    const page = await phone.open(`http://localhost:${karvan.port()}`);
    await playing(page, karvan);
    const times: Times = { voice: [], subtitles: [], alone: [] };
    for (let round = 1; round <= rounds; round++) {
      const lang = voices[round % voices.length]!;
      progress(`switch: ${lang}, ${round} of ${rounds}`);
      times.voice.push(await page.evaluate(untilHeard, lang));
      times.subtitles.push(await page.evaluate(untilRead, lang));
      times.alone.push(await page.evaluate(alone));
    }
    tell(times, browserName(page));
  });
}

async function publish(karvan: Karvan, author: ReturnType<typeof anAuthor>): Promise<void> {
  const { login, password } = karvan.people().find(({ role }) => role === 'author')!;
  await karvan.run(['keys', 'new', PUBLISHER, '--keys', author.keys]);
  await karvan.run(['keys', 'trust', `${author.keys}/${PUBLISHER}.public.json`, '--name', 'Academy']);
  await karvan.run(['publish', await author.build(karvan), '--to', `http://localhost:${karvan.port()}`, '--as', login!], { KARVAN_PASSWORD: password! });
}

/** Joins, fetches the course with its film and three languages, and plays it with its sheet of languages open. */
async function playing(page: Page, karvan: Karvan): Promise<void> {
  await join(page, az, { emblem: 'mountain', pin: '482913', code: karvan.people().find(({ role }) => role === 'learner')!.code! });
  await findCourse(page, az, { id: COURSE, title: '' });
  await page.locator('label.choice', { hasText: az.exactly('rendition.video') }).click();
  await page.getByRole('button', { name: new RegExp(az.exactly('common.change')) }).click();
  for (const lang of ['tr', 'ru']) await page.locator('label.choice', { has: page.locator(`input[name=language-${lang}]`) }).click();
  await page.getByRole('button', { name: az('course.languages-take') }).click();
  await page.getByRole('button', { name: az('course.get') }).click();
  await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await walk(page, `/learn/${COURSE}/2`);
  await page.getByRole('button', { name: az('film.play') }).click();
  await page.getByRole('button', { name: az('film.language') }).click();
  await page.locator('input[name=voice]').first().waitFor({ state: 'attached' });
  await page.evaluate(() => void (document.querySelector('video')!.loop = true));
}

/** Milliseconds from the choice until another file is heard. */
async function untilHeard(lang: string): Promise<number> {
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const second = document.querySelector('audio');
  const [before, from] = [second?.currentSrc, performance.now()];
  document.querySelector<HTMLInputElement>(`input[name=voice][value=${lang}]`)!.click();
  for (let at: number | undefined; performance.now() - from < 10_000; await next()) {
    const voice = document.querySelector('audio');
    if (!voice || voice.paused || voice.seeking || voice.currentSrc === before || voice.currentSrc === '') continue;
    if (at !== undefined && voice.currentTime > at) return performance.now() - from;
    at = voice.currentTime;
  }
  return Number.POSITIVE_INFINITY;
}

/** Milliseconds from the choice until a line in this language stands under the film, begun while one in another language does. */
async function untilRead(lang: string): Promise<number> {
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const box = (tag: string) => document.querySelector<HTMLInputElement>(`input[name=subtitles-${tag}]`)!;
  const other = lang === 'az' ? 'ru' : 'az';
  for (const tag of ['az', 'ru', 'tr']) if (box(tag).checked !== (tag === other)) box(tag).click();
  const patience = performance.now() + 20_000;
  while (!document.querySelector(`.screen__words p[lang=${other}]`) && performance.now() < patience) await next();
  const from = performance.now();
  box(lang).click();
  for (; performance.now() - from < 10_000; await next()) if (document.querySelector(`.screen__words p[lang=${lang}]`)) return performance.now() - from;
  return Number.POSITIVE_INFINITY;
}

/** Milliseconds that the browser needs to begin the film's own file, from this phone, at the same place in another player. */
async function alone(): Promise<number> {
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const video = document.querySelector('video')!;
  const other = document.createElement('audio');
  const from = performance.now();
  other.src = document.querySelector('audio')?.currentSrc || video.currentSrc;
  other.muted = true;
  const place = video.currentTime;
  other.currentTime = place;
  await other.play();
  for (let at: number | undefined; performance.now() - from < 10_000; await next()) {
    if (at !== undefined && !other.seeking && other.currentTime > at) break;
    at = other.seeking ? undefined : other.currentTime;
  }
  other.removeAttribute('src');
  other.load();
  return performance.now() - from;
}

function tell(times: Times, browser: string): void {
  const row = (name: string, each: keyof Times) => [name, percentile(times[each], 0.5).toFixed(0), percentile(times[each], 0.95).toFixed(0), percentile(times[each], 1).toFixed(0)];
  const ratios = times.voice.map((time, n) => time / times.alone[n]!);
  say(`${times.voice.length} changes of language while a film plays: milliseconds from the choice`, ['', 'p50', 'p95', 'most'], [
    row('another voice is heard', 'voice'),
    row('another subtitle is read', 'subtitles'),
    row('the browser alone begins another file', 'alone'),
  ], [
    `A voice against the browser alone: ${spread(ratios, 2)}; ${verdict(median(times.voice) <= 300, '≤ 300 ms to another voice')}; ${verdict(median(times.subtitles) <= 300, 'to other subtitles')}.`,
    machine(browser),
  ]);
}
