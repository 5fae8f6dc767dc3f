/** What a learner does with a thumb, as steps of a story. Each waits for what a person would wait for, and for nothing else. */
import type { Page } from 'playwright-core';
import type { Question } from './an-author.ts';
import type { Say } from './words.ts';

/** From the first page to the home page: language, code, notice, picture, PIN. */
export async function join(page: Page, say: Say, who: { code: string; emblem: string; pin: string }): Promise<void> {
  const goOn = page.getByRole('button', { name: say('common.go-on') });
  if (!page.url().includes('add')) {
    await page.locator('label.choice', { has: page.locator(`input[value=${say.lang}]`) }).click();
    await goOn.click();
    await page.getByRole('button', { name: say('idea.have-code') }).click();
  }
  await page.getByLabel(say('code.label')).fill(who.code);
  await goOn.click();
  await page.getByRole('button', { name: say('notice.agree') }).click();
  await page.getByText(say(`emblem.${who.emblem}`)).click();
  await goOn.click();
  await page.getByText(say('pin.first')).waitFor();
  await typePin(page, who.pin);
  await page.getByText(say('pin.again')).waitFor();
  await page.keyboard.type(who.pin);
  await atHome(page, say);
}

/** Opens a locked profile by its picture and PIN, typed on a keyboard; the thumb has its turn when joining. */
export async function unlock(page: Page, say: Say, who: { emblem: string; pin: string }): Promise<void> {
  await page.getByText(say('pin.enter')).waitFor();
  await page.getByText(say(`emblem.${who.emblem}`)).click();
  await page.keyboard.type(who.pin);
  await page.getByText(say('pin.enter')).waitFor({ state: 'detached' });
}

/** Goes to another screen as a tapped link does: nothing is loaded anew, and whoever is open stays so. */
export async function walk(page: Page, to: string): Promise<void> {
  const left = page.locator('main[data-left]');
  await page.evaluate((at) => {
    if (location.pathname === at) return;
    document.querySelector('main')!.dataset['left'] = '';
    history.pushState(null, '', at);
  }, to);
  await left.waitFor({ state: 'detached' });
}

export async function lock(page: Page, say: Say): Promise<void> {
  await page.getByRole('link', { name: say('tabs.profile') }).click();
  await page.getByRole('button', { name: new RegExp(say.exactly('profile.lock'), 'u') }).click();
  await page.getByText(say('pin.enter')).waitFor();
}

async function atHome(page: Page, say: Say): Promise<void> {
  await page.locator('a[aria-current=page]', { hasText: say('tabs.home') }).waitFor();
}

export async function typePin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
}

/** Finds a course in the catalogue and opens its page. */
export async function findCourse(page: Page, say: Say, course: { readonly id: string; readonly title: string }): Promise<void> {
  await page.getByRole('link', { name: say('tabs.catalogue') }).click();
  if (course.title) await page.getByRole('searchbox').fill(course.title.slice(0, 12));
  await page.locator(`a[href="/course/${course.id}"]`).click();
}

/** What is typed where the right words are not known: stands in no course. */
export const WRONG_WORDS = 'bilmirəm 5318';

/** Answers the question on the screen, right or wrong, and waits until the phone says that it is kept. */
export async function answer(page: Page, say: Say, question: Question, isRight: boolean): Promise<void> {
  await page.getByText(question.prompt[say.lang]!).waitFor();
  switch (question.kind) {
    case 'single':
      await choose(page, question.choices!.find((choice) => Boolean(choice.correct) === isRight)!.text[say.lang]!);
      break;
    case 'multiple':
      for (const choice of question.choices!.filter((each) => Boolean(each.correct) === isRight)) await choose(page, choice.text[say.lang]!);
      break;
    case 'true-false':
      await choose(page, say.exactly(question.answer === isRight ? 'quiz.true' : 'quiz.false'));
      break;
    case 'number':
      await page.getByRole('textbox').fill(String(Number(question.answer) + (isRight ? 0 : 1)));
      break;
    case 'text':
      await page.getByRole('textbox').fill(isRight ? question.accepted![say.lang]![0]! : WRONG_WORDS);
  }
  await page.getByRole('status').filter({ hasText: say.exactly('stage.phone') }).waitFor();
}

/** The question on the screen, among all of the quiz. */
export async function questionShown(page: Page, say: Say, questions: readonly Question[]): Promise<Question> {
  await page.locator('.question').first().waitFor();
  const shown = await page.locator('.question').first().innerText();
  const found = questions.find((each) => shown.startsWith(each.prompt[say.lang]!));
  if (!found) throw new Error(`unknown question: ${shown}`);
  return found;
}

/** From the first question that is open to the mark. `wrong`: ids answered wrongly. */
export async function takeQuiz(page: Page, say: Say, questions: readonly Question[], wrong: readonly string[] = []): Promise<void> {
  for (;;) {
    const question = await questionShown(page, say, questions);
    await answer(page, say, question, !wrong.includes(question.id));
    const isLast = await page.getByRole('button', { name: say('quiz.to-overview') }).isVisible();
    await page.getByRole('button', { name: say(isLast ? 'quiz.to-overview' : 'quiz.next') }).click();
    if (isLast) break;
  }
  await page.getByRole('button', { name: say('quiz.hand-in') }).click();
}

/** Reads a lesson to its last page. */
export async function readThrough(page: Page, say: Say): Promise<void> {
  const next = page.getByRole('button', { name: say('reading.next') });
  await page.locator('.prose').waitFor();
  while (await next.isVisible()) await next.click();
}

async function choose(page: Page, words: string): Promise<void> {
  await page.locator('label.choice', { has: page.getByText(words, { exact: true }) }).click();
}
