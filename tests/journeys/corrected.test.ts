/**
 * A wrong answer key, and how it is mended: the author publishes a release that names the edition that had it; the server marks again
 * what was handed in, the phone hears of it at its next contact, and with the new release it shows the questions by the right key.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { questionsOf } from './an-author.ts';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { findCourse, join, takeQuiz, walk } from './learner.ts';
import { keepPicture, look } from './look.ts';
import { wordsOf } from './words.ts';

const az = wordsOf('az');
const COURSE = 'karvan-samples/petitions';
const REASON = 'Dördüncü sualın cavabı bir gün az göstərilmişdi.';
const sample = path(import.meta.dirname, '../../src/samples/petitions');
/** Four points of twelve by the first key: not passed. The first of them is right by the corrected one. */
const wrong = ['last-day', 'telling-late', 'unsigned-danger', 'neighbour-asks'];
const who = { emblem: 'mountain', pin: '482913' };
const made = mkdtempSync(path(tmpdir(), 'karvan-corrected-'));

let karvan: Karvan;
let phone: Phone;
let page: Page;

beforeAll(async () => {
  karvan = await aKarvan();
  await karvan.start(await freePort());
  phone = aPhone();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, 'corrected-failed');
});
afterAll(async () => {
  await phone?.end();
  await karvan?.end();
  rmSync(made, { recursive: true, force: true });
});

test('a learner does not pass, by a key that was wrong', async () => {
  page = await phone.open(at('/'));
  await join(page, az, { ...who, code: karvan.people().find((each) => each.role === 'learner')!.code! });
  await findCourse(page, az, { id: COURSE, title: '' });
  await page.getByRole('button', { name: az('course.get') }).click();
  await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
  await openAt(`/learn/${COURSE}/4`);
  await page.getByRole('button', { name: az('quiz.begin') }).click();
  await takeQuiz(page, az, questionsOf(sample), wrong);
  await page.getByText(az('quiz.failed')).waitFor();
  await send();
  await openAt(`/result/${COURSE}`);
  await page.getByText(az('result.failed')).waitFor();
  expect(await page.getByText(sentence).count()).toBe(0);
});

test('when the corrected release is published the server marks again, and the phone is told before it has that release', async () => {
  await publishCorrected();
  await send();
  await openAt(`/result/${COURSE}`);
  await page.getByText(az('result.passed')).waitFor();
  await page.getByText(sentence).waitFor();
  expect(await page.getByText(REASON).count()).toBe(0);
});

test('with the new release the phone shows its author’s reason and the questions by the right key', async () => {
  await openAt(`/course/${COURSE}`);
  await page.getByRole('button', { name: az('renew.get') }).click();
  await page.getByRole('button', { name: az('renew.get') }).waitFor({ state: 'detached' });
  await openAt(`/result/${COURSE}`);
  await page.getByText(REASON).waitFor();
  await look(page, 'corrected-result');
  await openAt(`/learn/${COURSE}/4`);
  await page.getByText(az('quiz.passed')).waitFor();
  await page.getByText(REASON).waitFor();
  expect(await page.getByText(az('mark.wrong')).count()).toBe(wrong.length - 1);
  await look(page, 'corrected-marks');
  expect(phone.faults).toEqual([]);
});

const sentence = new RegExp(az.exactly('result.corrected'));

function at(to: string): string {
  return `http://localhost:${karvan.port()}${to}`;
}

async function openAt(to: string): Promise<void> {
  await walk(page, '/');
  await walk(page, to);
}

async function send(): Promise<void> {
  await openAt('/road');
  await page.getByRole('button', { name: az('road.send') }).click();
  await page.getByText(new RegExp(['road.received-now', 'road.sent-now', 'road.nothing'].map((key) => az(key).source).join('|'), 'u')).waitFor();
}

/** The sample course as its second release: one number of its key is another, and it says of which edition it corrects the key. */
async function publishCorrected(): Promise<void> {
  const catalogue = (await (await fetch(at('/api/catalogue'))).json()) as { courses: readonly { course: string; edition: string }[] };
  const { edition } = catalogue.courses.find((each) => each.course === COURSE)!;
  const folder = path(made, 'course');
  cpSync(sample, folder, { recursive: true });
  const change = (file: string, work: (value: Record<string, unknown>) => void) => {
    const value = parse(readFileSync(path(folder, file), 'utf8')) as Record<string, unknown>;
    work(value);
    writeFileSync(path(folder, file), stringify(value));
  };
  change('course.yaml', (course) => Object.assign(course, { release: 2, corrects: [{ edition, reason: Object.fromEntries(['tr', 'az', 'kk', 'ru', 'en'].map((lang) => [lang, lang === 'az' ? REASON : 'x'])) }] }));
  change('quiz/final.yaml', (quiz) => {
    const question = (quiz['questions'] as { id: string; answer: number }[]).find((each) => each.id === wrong[0])!;
    question.answer += 1;
  });
  const built = (await karvan.run(['build', folder, '--keys', path(karvan.data, 'keys'), '--out', path(made, 'out')])).trim().split('\n').at(-1)!;
  const { login, password } = karvan.people().find((each) => each.role === 'author')!;
  await karvan.run(['publish', built, '--to', at(''), '--as', login!], { KARVAN_PASSWORD: password! });
}
