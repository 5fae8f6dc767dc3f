/**
 * Every screen as people see it, on a phone and at the desk, light and dark: nothing that a screen reader or the keyboard would
 * stumble over, and nothing wider than the screen. In the language whose words are longest; with $KARVAN_LANGUAGES=all, in all five.
 */
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { questionsOf } from './an-author.ts';
import { newCode } from './desk.ts';
import { answer, findCourse, join, questionShown, readThrough, typePin, unlock, walk } from './learner.ts';
import { axeFinds, fits, keepPicture, look } from './look.ts';
import { wordsOf, type Lang } from './words.ts';

const languages: readonly Lang[] = process.env['KARVAN_LANGUAGES'] === 'all' ? ['tr', 'az', 'kk', 'ru', 'en'] : ['ru'];
const COURSE = 'karvan-samples/petitions';
const FILM = 'karvan-samples/safe-computers';
const PIN = '482913';
const questions = questionsOf(path(import.meta.dirname, '../../src/samples/petitions'));

const large = ['--blink-settings=defaultFontSize=32,defaultFixedFontSize=26'];
let karvan: Karvan;
let port: number;
let page: Page | undefined;
const withLargeLetters = aPhone(undefined, large);
const desk = aPhone({ width: 1280, height: 800 });
const url = (at = '') => `http://localhost:${port}${at}`;

beforeAll(async () => {
  [karvan, port] = [await aKarvan(), await freePort()];
  await karvan.start(port);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, `screens-failed-${task.name.slice(0, 2)}`);
});
afterAll(async () => {
  await withLargeLetters.end();
  await desk.end();
  await karvan?.end();
});

test('control: a picture without words is found', async () => {
  const at = await withLargeLetters.open(url());
  await at.evaluate(() => document.body.append(document.createElement('img')));
  expect(await axeFinds(at)).toContain('image-alt: img');
});

test('with letters of twice the size, on a phone and at the desk, nothing must be scrolled sideways', async () => {
  const az = wordsOf('az');
  const who = { emblem: 'key', pin: PIN };
  const largeDesk = aPhone({ width: 1280, height: 800 }, large);
  const seen = async (at: Page, screen: string) => {
    await at.locator('h1').first().waitFor();
    await keepPicture(at, `large${screen.replaceAll('/', '-')}`);
    await fits(at, screen);
  };
  try {
    page = await withLargeLetters.open(url());
    await join(page, az, { ...who, code: await newCode(karvan, karvan.people().at(-1)!.name) });
    await findCourse(page, az, { id: COURSE, title: '' });
    await seen(page, '/offer');
    await page.getByRole('button', { name: az('course.get') }).click();
    await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
    await seen(page, `/course/${COURSE}`);
    for (const screen of ['/', '/road', '/hand-over', '/profile', `/learn/${COURSE}/1`, `/learn/${COURSE}/4`, `/result/${COURSE}`]) {
      await walk(page, screen);
      await seen(page, screen);
    }
    for (const screen of ['/catalogue', '/carry', '/report', '/storage', '/who', '/nowhere']) {
      await page.goto(url(screen));
      await seen(page, screen);
    }
    await withLargeLetters.close();
    page = await largeDesk.open(url('/desk'));
    await seen(page, '/desk');
    const { login, password } = karvan.people().find((each) => each.role === 'operator')!;
    const en = wordsOf('en');
    await page.getByLabel(en('sign-in.name')).fill(login!);
    await page.getByLabel(en('sign-in.password')).fill(password!);
    await page.getByRole('button', { name: en('sign-in.do') }).click();
    for (const screen of ['/desk/review', '/desk/people', '/desk/courses', '/desk/export', '/desk/import', '/desk/audit']) {
      await page.goto(url(screen));
      await page.waitForLoadState('networkidle');
      await seen(page, screen);
    }
  } finally {
    await largeDesk.end();
  }
});

describe.each(languages)('%s', (lang) => {
  const say = wordsOf(lang);
  const phone: Phone = aPhone();
  afterAll(async () => phone.end());
  const seen = (name: string) => look(page!, `${lang}-${name}`);
  const goOn = () => page!.getByRole('button', { name: say('ui:common.go-on') }).click();

  test('joining', async () => {
    page = await phone.open(url());
    await page.locator('label.choice', { has: page.locator(`input[value=${lang}]`) }).click();
    await page.getByText(say('welcome.lead')).waitFor();
    await seen('welcome');
    await goOn();
    await seen('idea');
    await page.getByRole('button', { name: say('idea.have-code') }).click();
    await page.getByLabel(say('code.label')).fill('AAAAA-AAAAA');
    await seen('code');
    await goOn();
    await seen('notice');
    await page.getByRole('button', { name: say('notice.agree') }).click();
    await page.getByText(say('problem:enrolment-code-unknown')).waitFor();
    await seen('code-unknown');
    await page.getByLabel(say('code.label')).fill(await aCode());
    await goOn();
    await page.getByRole('button', { name: say('notice.agree') }).click();
    await page.getByText(say('emblem.bird')).click();
    await seen('emblem');
    await goOn();
    await page.getByText(say('pin.first')).waitFor();
    await seen('pin');
    await typePin(page, PIN);
    await page.getByText(say('pin.again')).waitFor();
    await typePin(page, PIN);
    await page.getByText(say('home.blank')).waitFor();
    await seen('home-empty');
  });

  test('finding and getting a course', async () => {
    await findCourse(page!, say, { id: COURSE, title: '' });
    await page!.getByRole('button', { name: say('course.get') }).waitFor();
    await seen('offer');
    await page!.getByRole('button', { name: new RegExp(say.exactly('ui:common.change')) }).click();
    await page!.getByRole('dialog').waitFor();
    await seen('offer-languages');
    await page!.getByRole('button', { name: say('course.languages-take') }).click();
    await page!.getByRole('button', { name: say('course.get') }).click();
    await page!.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
    await seen('course');
    await page!.getByRole('link', { name: say('course.begin-lesson') }).click();
    await page!.locator('.prose').waitFor();
    // Its voice comes after its words.
    await page!.getByRole('button', { name: say('listen.begin'), exact: true }).click();
    await page!.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 0.6);
    await page!.getByRole('button', { name: say('film.pause') }).click();
    await seen('reading');
    await readThrough(page!, say);
    await page!.getByText(say('stage.phone')).first().waitFor();
    await seen('reading-done');
  });

  test('a film', async () => {
    await open(`/course/${FILM}`);
    await page!.locator('label.choice', { hasText: say.exactly('rendition.video') }).click();
    await page!.getByRole('button', { name: say('course.get') }).click();
    await page!.locator(`ol a[href="/learn/${FILM}/1"]`).waitFor();
    await open(`/learn/${FILM}/1`);
    await page!.locator('video').waitFor();
    await page!.locator('video').evaluate((video: HTMLVideoElement) => (video.currentTime = 15));
    await page!.locator('.screen__words').waitFor();
    await seen('film');
    await page!.getByRole('button', { name: say('film.language') }).click();
    await page!.getByRole('dialog').waitFor();
    await seen('film-voices');
  });

  test('a quiz', async () => {
    await open(`/learn/${COURSE}/4`);
    await page!.getByRole('button', { name: say('quiz.begin') }).waitFor();
    await seen('quiz-begin');
    await page!.getByRole('button', { name: say('quiz.begin') }).click();
    const kinds = new Set<string>();
    for (let n = 1; n <= questions.length; n++) {
      const question = await questionShown(page!, say, questions);
      await answer(page!, say, question, true);
      if (!kinds.has(question.kind)) await seen(`quiz-${question.kind}`);
      kinds.add(question.kind);
      await page!.getByRole('button', { name: say(n < questions.length ? 'quiz.next' : 'quiz.to-overview') }).click();
    }
    expect(kinds.size).toBe(5);
    await page!.getByRole('button', { name: say('quiz.hand-in') }).waitFor();
    await seen('quiz-overview');
    await page!.getByRole('button', { name: say('quiz.hand-in') }).click();
    await page!.getByText(say('quiz.passed')).waitFor();
    await seen('quiz-passed');
    for (const lesson of [2, 3]) {
      await open(`/learn/${COURSE}/${lesson}`);
      await readThrough(page!, say);
      await page!.getByText(say('stage.phone')).first().waitFor();
    }
  });

  test('where results are, the profile, the phone’s room, the lock', async () => {
    await open(`/result/${COURSE}`);
    await page!.getByText(say('result.title-received')).waitFor();
    await seen('result');
    await open('/');
    await page!.getByText(say('home.here')).waitFor();
    await seen('home');
    await open('/catalogue');
    await page!.locator(`a[href="/course/${COURSE}"]`).waitFor();
    await seen('catalogue');
    await open('/road');
    await page!.getByText(say('road.arrived')).waitFor();
    await seen('road');
    await open('/profile');
    await seen('profile');
    await open('/storage');
    await page!.getByText(say('storage.courses')).waitFor();
    await seen('storage');
    await open('/nowhere');
    await seen('not-found');
    await page!.goto(url('/who'));
    await page!.getByText(say('pin.enter')).waitFor();
    await seen('who');
    await page!.getByRole('button', { name: say('rescue.link') }).click();
    await page!.getByText(say('rescue.lead')).waitFor();
    await seen('rescue');
    await page!.goto(url('/report'));
    await page!.getByText(new RegExp(say.exactly('report.courses'))).first().waitFor();
    await seen('report');
    await page!.goto(url('/who'));
    await page!.getByRole('button', { name: say('pin.forgotten') }).click();
    await seen('reset');
  });

  test('handing over, and carrying for others', async () => {
    await open('/hand-over');
    await page!.getByLabel(say('hand.who')).fill('Murad');
    const [file] = await Promise.all([page!.waitForEvent('download'), page!.getByRole('button', { name: say('hand.make') }).click()]);
    await page!.getByRole('button', { name: say('hand.has') }).waitFor();
    await seen('hand-over');
    await page!.getByRole('button', { name: say('hand.has') }).click();
    await page!.getByText(say('hand.noted')).waitFor();
    await seen('handed-over');
    await page!.goto(url('/carry'));
    await page!.getByText(say('carry.none')).waitFor();
    await seen('carry-none');
    await page!.locator('input[type=file]').setInputFiles({ name: 'salam.txt', mimeType: 'text/plain', buffer: Buffer.from('Salam') });
    await page!.getByText(say('problem:carried-foreign')).waitFor();
    await seen('carry-foreign');
    await page!.locator('input[type=file]').setInputFiles(await file.path());
    await page!.getByRole('button', { name: say('carry.give') }).waitFor();
    await seen('carry');
    await page!.getByRole('button', { name: new RegExp(say.exactly('carry.drop')) }).click();
    await seen('carry-drop');
  });

  test('with no server', async () => {
    await karvan.stop();
    await reopen('/');
    await seen('home-offline');
    await reopen('/catalogue');
    await page!.getByText(say('catalogue.list-of')).waitFor();
    await seen('catalogue-offline');
    await reopen('/road');
    await page!.getByRole('button', { name: say('road.send') }).click();
    await page!.getByText(new RegExp(say.exactly('road.kept-here'))).waitFor();
    await seen('road-unreachable');
    await reopen('/course/karvan-samples/public-ethics');
    await page!.getByText(say('course.away')).waitFor();
    await seen('course-away');
    await karvan.start(port);
  });

  test('with trouble: a full phone, a storage that somebody emptied', async () => {
    // A quota set from outside is kept to but not told: what the browser tells is put into its mouth here.
    await page!.addInitScript(() => {
      navigator.storage.estimate = async () => ({ quota: 30e6, usage: 12e6 });
    });
    await reopen('/course/karvan-samples/public-ethics');
    await page!.getByText(say('space.lacking')).waitFor();
    await seen('no-room');
    const browser = await page!.context().newCDPSession(page!);
    await browser.send('Storage.clearDataForOrigin', { origin: url(), storageTypes: 'indexeddb' });
    await page!.goto(url('/'));
    await page!.getByText(say('put-back.lead')).waitFor();
    await seen('put-back');
    await browser.send('Storage.clearDataForOrigin', { origin: url(), storageTypes: 'indexeddb,file_systems' });
    await page!.goto(url('/'));
    await page!.getByText(say('problem:storage-emptied')).waitFor();
    await seen('storage-emptied');
  });

  test('the desk', async () => {
    const look1280 = (name: string) => look(page!, `${lang}-desk-${name}`);
    page = await desk.open(url('/desk'));
    await page.evaluate((tag) => localStorage.setItem('karvan-language', tag), lang);
    await page.reload();
    await page.getByLabel(say('sign-in.name')).waitFor();
    await look1280('sign-in');
    await signIn('supervisor');
    await page.getByRole('table').waitFor();
    await look1280('review');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByText(say('decide.title')).first().waitFor();
    await look1280('result');
    await page.locator('label.choice', { hasText: say.exactly('decide.returned') }).click();
    await look1280('result-return');
    for (const place of ['people', 'courses', 'export']) {
      await page.goto(url(`/desk/${place}`));
      await page.getByRole('heading', { level: 1, name: say(`place.${place}`) }).waitFor();
      await page.waitForLoadState('networkidle');
      await look1280(place);
    }
    await page.goto(url('/desk/people'));
    await page.getByRole('table').first().getByRole('link').first().click();
    await page.getByText(say('column.course')).first().waitFor();
    await look1280('person');
    await page.getByRole('button', { name: say('sign-in.out') }).click();
    await signIn('operator');
    for (const place of ['import', 'audit']) {
      await page.goto(url(`/desk/${place}`));
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await look1280(place);
    }
    await page.getByRole('button', { name: say('sign-in.out') }).click();
    await page.getByLabel(say('sign-in.name')).waitFor();

    async function signIn(role: string): Promise<void> {
      const { login, password } = karvan.people().find((each) => each.role === role)!;
      await page!.getByLabel(say('sign-in.name')).fill(login!);
      await page!.getByLabel(say('sign-in.password')).fill(password!);
      await page!.getByRole('button', { name: say('sign-in.do') }).click();
      // Who leaves the page before the server answered is not signed in.
      await page!.getByRole('button', { name: say('sign-in.out') }).waitFor();
    }
  });

  /** Another screen; where it asks for the PIN, it gets it. */
  async function open(at: string): Promise<void> {
    await walk(page!, at);
    await seeOpen();
  }

  /** A screen as it comes when Karvan is begun anew there. */
  async function reopen(at: string): Promise<void> {
    await page!.goto(url(at));
    await seeOpen();
  }

  async function seeOpen(): Promise<void> {
    const isLocked = page!.getByText(say('pin.enter'));
    await isLocked.or(page!.locator('h1')).first().waitFor();
    if (await isLocked.isVisible()) await unlock(page!, say, { emblem: 'bird', pin: PIN });
  }

  /** Each language has a person of its own, who has done nothing yet. */
  async function aCode(): Promise<string> {
    return newCode(karvan, karvan.people()[languages.indexOf(lang)]!.name);
  }
});
