/** How long a carrier needs for a district: the files of forty learners taken in and uploaded from the screen of a real browser, and what a learner costs in bytes. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { carriedId, writeBundle } from '../../src/sync/bundle.ts';
import { aKarvan, freePort, peopleWithCodes, type Karvan } from '../journeys/a-karvan.ts';
import { aPhone } from '../journeys/a-phone.ts';
import { wordsOf } from '../journeys/words.ts';
import { machine, median, progress, say, spread, verdict } from './figures.ts';
import { browserName } from './ground.ts';

import { leavingNothing } from './leaving.ts';
import { coursesOf, type Course } from './life.ts';
import { optionsOf } from './options.ts';
import { enrolled, envelopesOf, sealKeyOf } from './phones.ts';

/** A course from its first page to its mark, in as many envelopes as there were days: what waits on a phone that met no network for a while. */
const ENVELOPES = 4;
const STATEMENTS = 25;

type Run = { readonly learners: number; readonly taken: number; readonly whole: number; readonly work: number; readonly replies: number; readonly browser: string };

export async function main(args: readonly string[]): Promise<void> {
  const { rounds, isQuick } = optionsOf(args, { rounds: 3 });
  const learners = isQuick ? 4 : 40;
  const karvan = await aKarvan();
  await leavingNothing(karvan.end, async () => {
    progress('carry: starting the server');
    await karvan.start(await freePort());
    const courses = await coursesOf(originOf(karvan));
    const runs: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      progress(`carry: round ${round + 1} of ${rounds}, ${learners} phones seal their work`);
      const files = await filesOf(karvan, courses, { learners, name: `carry-${round}` });
      runs.push(await carried(karvan, files));
    }
    tell(runs);
  });
}

function originOf(karvan: Karvan): string {
  return `http://localhost:${karvan.port()}`;
}

/** A file of each learner, as their phones hand it over. */
async function filesOf(karvan: Karvan, courses: readonly Course[], { learners, name }: { learners: number; name: string }): Promise<readonly string[]> {
  const seal = await sealKeyOf(originOf(karvan));
  const files: string[] = [];
  for (const code of await peopleWithCodes(karvan, learners, name)) {
    const phone = await enrolled(originOf(karvan), code);
    const sealed = await envelopesOf(phone, courses, seal, { size: STATEMENTS, count: ENVELOPES });
    const envelopes = await Promise.all(sealed.map(async (jwe) => ({ id: await carriedId(jwe), jwe })));
    const file = join(karvan.data, `${name}-${files.length}.karvan-work`);
    writeFileSync(file, writeBundle({ kind: 'work', made: new Date().toISOString(), envelopes }));
    files.push(file);
  }
  return files;
}

/** From the choice of the files to the last reply, by what the screen says; then the file of replies. */
async function carried(karvan: Karvan, files: readonly string[]): Promise<Run> {
  const phone = aPhone();
  return leavingNothing(phone.end, async () => {
    const en = wordsOf('en');
    const page = await phone.open(`${originOf(karvan)}/carry`);
    await page.getByText(en('carry.none')).waitFor();
    const start = performance.now();
    await page.locator('input[type=file]').setInputFiles([...files]);
    await page.getByText(en('take.fresh')).waitFor();
    const taken = performance.now() - start;
    // With a network there, what was taken in goes by itself.
    const count = files.length * ENVELOPES;
    await page.getByText(en.exactly('carry.progress').replace('{{answered}}', String(count)).replace('{{of}}', String(count)), { exact: true }).waitFor();
    const whole = performance.now() - start;
    const replies = readFileSync(await repliesFrom(page, join(karvan.data, 'bench.karvan-replies'))).length;
    if (phone.faults.length > 0) throw new Error(phone.faults.join('\n'));
    const work = files.reduce((sum, file) => sum + statSync(file).size, 0);
    return { learners: files.length, taken, whole, work: work / files.length, replies: replies / files.length, browser: browserName(page) };
  });
}

async function repliesFrom(page: Page, to: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: wordsOf('en')('carry.give') }).click()]);
  await download.saveAs(to);
  return to;
}

function tell(runs: readonly Run[]): void {
  const { learners, browser } = runs[0]!;
  const of = (pick: (run: Run) => number) => spread(runs.map(pick));
  say(
    `Work of ${learners} learners, ${ENVELOPES} envelopes of ${STATEMENTS} statements each, carried by one phone (${runs.length} rounds, each in a fresh browser; median [least…greatest])`,
    ['taken in, s', 'until the last reply is here, s', 'file of a learner, KB', 'replies of a learner, KB'],
    [[of((run) => run.taken / 1000), of((run) => run.whole / 1000), of((run) => run.work / 1000), of((run) => run.replies / 1000)]],
    [`Taken in and uploaded: ${(median(runs.map((run) => run.whole)) / 1000).toFixed(1)} s; ${verdict(Math.max(...runs.map((run) => run.whole)) <= 60_000, '≤ 60 s in every round')}. Browser and server share the machine.`, machine(browser)],
  );
}
