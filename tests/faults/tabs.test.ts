/** Five tabs of one phone write for one person at the same time, and one of them dies with the lock in its hand. */
import { aPhone } from '../journeys/a-phone.ts';
import { aPage, type PageHost } from './a-page.ts';
import { tell, times } from './house.ts';

const TABS = 5;

type Seen = { readonly saved: number; readonly lost: number; readonly twice: number; readonly breaks: number; readonly failed: number };

async function fiveTabs(host: PageHost, each: number): Promise<Seen> {
  const phone = aPhone();
  try {
    const first = await phone.open(host.url);
    await first.waitForFunction(() => 'faults' in globalThis);
    await first.evaluate(() => faults.begin());
    const tabs = [first];
    for (let n = 1; n < TABS; n++) {
      const tab = await first.context().newPage();
      await tab.goto(host.url);
      await tab.waitForFunction(() => 'faults' in globalThis);
      tabs.push(tab);
    }
    const failures = { count: 0 };
    const writing = tabs.map((tab, n) => tab.evaluate((count) => faults.writeSome(count), each).catch(() => (failures.count += Number(n < TABS - 1))));
    // The last one dies in the middle: all it does is write, so the lock is in its hand more often than not.
    while (host.saved.ids.size < (each * TABS) / 3 && failures.count === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const session = await tabs.at(-1)!.context().newCDPSession(tabs.at(-1)!);
    void session.send('Page.crash').catch(() => undefined);
    await Promise.all(writing);
    const held = (await first.evaluate(() => faults.held())).map(({ id }) => id);
    const there = new Set(held);
    return { saved: host.saved.ids.size, lost: [...host.saved.ids].filter((id) => !there.has(id)).length, twice: held.length - there.size, breaks: await first.evaluate(() => faults.breaks()), failed: failures.count };
  } finally {
    await phone.end();
  }
}

test('five tabs that write at once, one of which dies, lose nothing and write nothing twice; without the lock they do', async () => {
  const [host, unlocked] = [await aPage(), await aPage({ file: 'src/device/record.ts', what: 'await navigator.locks.request(`karvan-record-${open.id}`, work);', by: 'await work();' })];
  const each = times(30, 500);
  const [locked, free] = [await fiveTabs(host, each), await fiveTabs(unlocked, 20)];
  await Promise.all([host.close(), unlocked.close()]);
  tell({ fault: `${TABS} tabs × ${each} statements, one tab dies`, times: 1, seen: `${locked.lost} of ${locked.saved} lost, ${locked.twice} twice, ${locked.breaks} breaks of the chain`, control: `without the lock: ${free.failed} tabs failed, ${free.breaks} breaks, ${free.lost} lost` });
  expect(locked).toMatchObject({ lost: 0, twice: 0, breaks: 0, failed: 0 });
  expect(locked.saved).toBeGreaterThanOrEqual(each * (TABS - 1));
  expect(free.failed + free.breaks + free.lost).toBeGreaterThan(0);
});
