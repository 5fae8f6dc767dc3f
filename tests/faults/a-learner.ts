/** A learner of the built product: a server as people start it, a road to it, and steps on a phone that more than one fault needs. */
import type { Page } from 'playwright-core';
import { aKarvan, freePort, type Karvan } from '../journeys/a-karvan.ts';
import { aRoad, type Road } from '../journeys/a-road.ts';
import { atDesk, newCode, peopleNamed } from '../journeys/desk.ts';
import { findCourse, join } from '../journeys/learner.ts';
import { wordsOf } from '../journeys/words.ts';

export const en = wordsOf('en');
/** The PIN is that of phone.page.ts, which can write into the same database as the app. */
export const who = { emblem: 'star', pin: '482913' };
/** A course of texts; its fourth lesson is the quiz. */
export const TEXTS = 'karvan-samples/petitions';

export type Learner = {
  readonly karvan: Karvan;
  readonly road: Road;
  readonly url: (at?: string) => string;
  /** Joins with a new code on a phone that knows nobody yet. */
  readonly begin: (page: Page) => Promise<void>;
  /** Fetches the course of texts. */
  readonly take: (page: Page) => Promise<void>;
  /** How many phones of this learner the server knows, and how many lines it holds of all of them. */
  readonly known: () => Promise<{ readonly phones: number; readonly lines: number }>;
  readonly end: () => Promise<void>;
};

export async function aLearner(): Promise<Learner> {
  const karvan = await aKarvan();
  await karvan.start(await freePort());
  const road = await aRoad(await freePort(), karvan.port());
  const { name } = karvan.people().find((each) => each.code)!;
  return {
    karvan,
    road,
    url: (at = '') => `http://localhost:${road.port}${at}`,
    begin: async (page) => join(page, en, { ...who, code: await newCode(karvan, name) }),
    take: async (page) => {
      await findCourse(page, en, { id: TEXTS, title: '' });
      await page.getByRole('button', { name: en('course.get') }).click();
      await page.locator(`ol a[href="/learn/${TEXTS}/4"]`).waitFor();
    },
    known: async () => {
      const [person] = await peopleNamed(karvan, [name]);
      const { devices } = (await (await atDesk(karvan, 'supervisor', `/people/${person!.id}`)).json()) as { devices: readonly { lines: number }[] };
      return { phones: devices.length, lines: devices.reduce((sum, { lines }) => sum + lines, 0) };
    },
    end: async () => {
      await road.close();
      await karvan.end();
    },
  };
}
