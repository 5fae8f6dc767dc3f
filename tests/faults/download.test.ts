/** The battery is pulled during a download and right after it: a lesson that is called ready can be played. */
import { PIECE_SIZE } from '../../src/pack/manifest.ts';
import { aPhone } from '../journeys/a-phone.ts';
import { aPack, aTrustFile, au, noise } from '../device/a-course.ts';
import { aPage, type PageHost } from './a-page.ts';
import { tell, times } from './house.ts';
import { aPower, databaseFiles, whyNoPower } from './power.ts';

const pack = await aPack({ film: noise(12_000_000, 5), cut: PIECE_SIZE });
const files = { [au('gifts')]: 'lessons/gifts.az.md', [au('quiz')]: 'quiz/key.json', [au('film')]: 'media/film.mp4' };
const host = async (change?: Parameters<typeof aPage>[0]) =>
  aPage(change, { 'manifest.json': pack.manifestBytes, 'manifest.sig': pack.signature, '/bytes': pack.bytes, 'karvan-trust': JSON.stringify(await aTrustFile()) });

type Found = { readonly ready: number; readonly broken: number; readonly stillReady: number };

/** One phone for each pull. `after`: milliseconds from the beginning of the download; undefined: as soon as it is done. */
async function afterPull(page: PageHost, after: number | undefined): Promise<Found> {
  const power = aPower();
  const phone = aPhone(undefined, [], power.env);
  try {
    const before = await phone.open(page.url);
    await before.waitForFunction(() => 'faults' in globalThis);
    const fetched = before.evaluate((edition) => faults.fetchPack(edition), pack.edition).catch(() => 'killed');
    if (after === undefined) expect(await fetched).toBe('ready');
    else await new Promise((resolve) => setTimeout(resolve, after));
    await phone.kill();
    power.cut(databaseFiles(phone.folder));
    const again = await phone.open(page.url);
    await again.waitForFunction(() => 'faults' in globalThis);
    return await again.evaluate(([edition, names]) => faults.brokenLessons(edition, names), [pack.edition, files] as const);
  } finally {
    await phone.end();
  }
}

const noPower = whyNoPower();
test.skipIf(noPower)(`after the battery was pulled in a download every lesson called ready can be played; with pieces that did not wait for the disk it cannot${noPower ? ` (left out: ${noPower})` : ''}`, async () => {
  const [page, relaxed] = [await host(), await host({ file: 'src/device/wanted.ts', what: KEEP, by: RELAXED })];
  const pulls = times(2, 50);
  const found: Found[] = [];
  for (let n = 0; n < pulls; n++) found.push(await afterPull(page, n % 2 === 0 ? undefined : 60 + ((n * 53) % 500)));
  const control = await afterPull(relaxed, undefined);
  await Promise.all([page.close(), relaxed.close()]);
  const sum = (which: keyof Found) => found.reduce((total, each) => total + each[which], 0);
  tell({ fault: 'battery pulled during and right after a download', times: pulls, seen: `${sum('broken')} of ${sum('ready')} lessons called ready cannot be read`, control: `pieces without waiting for the disk: ${control.broken} of ${control.ready}, and none is called ready once somebody tried` });
  expect(sum('ready')).toBeGreaterThanOrEqual(3);
  expect(sum('broken')).toBe(0);
  expect(control.broken).toBeGreaterThan(0);
  expect(control.stillReady).toBe(0);
});

const KEEP = `  return db.transaction('rw', [db.pieces, db.ready, db.installs], async () => {
    if (!isWanted(await db.installs.get(wish.course), wish)) return false;
    await db.pieces.bulkPut(batch);`;
const RELAXED = `  await globalThis.relaxedPieces(batch);
  return db.transaction('rw', [db.ready, db.installs], async () => {
    if (!isWanted(await db.installs.get(wish.course), wish)) return false;`;
