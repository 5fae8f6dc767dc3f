/** The app is updated over several builds at once while much is queued, and an old tab is still open. */
import { aPhone } from '../journeys/a-phone.ts';
import { aPage } from './a-page.ts';
import { tell, times } from './house.ts';

const SHAPE = `db.version(2).stores({ carried: 'id, state', batches: '++id' });`;
const database = 'src/device/db.ts';

test('an app that is two shapes of its database newer has all that was queued, also with an old tab still open; one that begins its database anew has lost it', async () => {
  const queued = times(150, 1000);
  const host = await aPage({ file: database, what: SHAPE, by: '' });
  const phone = aPhone();
  try {
    const old = await phone.open(host.url);
    await old.waitForFunction(() => 'faults' in globalThis);
    await old.evaluate(() => faults.begin());
    const ids = await old.evaluate((count) => faults.writeSome(count), queued);
    const openNew = async () => {
      const tab = await old.context().newPage();
      await tab.goto(host.url);
      await tab.waitForFunction(() => 'faults' in globalThis);
      return (await tab.evaluate(() => faults.held())).map(({ id }) => id);
    };
    await host.becomes({ file: database, what: SHAPE, by: `${SHAPE} db.version(3).stores({ later: 'id' });` });
    const held = await openNew();
    await host.becomes({ file: database, what: `name = 'karvan'`, by: `name = 'karvan-anew'` });
    const anew = await openNew();
    const lost = (there: readonly string[]) => ids.filter((id) => !there.includes(id)).length;
    tell({ fault: 'app updated from two builds back', times: queued, seen: `${lost(held)} of ${ids.length} queued statements lost`, control: `a database begun anew: ${lost(anew)} lost` });
    expect(held).toEqual(ids);
    expect(lost(anew)).toBe(queued);
  } finally {
    await phone.end();
    await host.close();
  }
});
