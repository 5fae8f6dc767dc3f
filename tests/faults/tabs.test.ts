/** Five tabs of one phone write for one person at the same time, and one of them dies with the lock in its hand. */
import { aPhone } from '../journeys/a-phone.ts';
import { aPage, type PageHost } from './a-page.ts';
import { tell, times } from './house.ts';

const TABS = 5;

type Seen = { readonly saved: number; readonly lost: number; readonly twice: number; readonly breaks: number; readonly failed: number; readonly wroteMeanwhile: number; readonly wroteAfter: number };

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
    const last = tabs.pop()!;
    const failures = { count: 0, isLastGone: false };
    const wrote = (written: Promise<unknown>) => written.catch(() => (failures.count += 1));
    const writing = tabs.map((tab) => wrote(tab.evaluate((count) => faults.writeSome(count), each)));
    await wrote(last.evaluate((count) => faults.writeSome(count), Math.floor(each / 2)));
    // The last one stops with the lock in its hand and dies.
    void last.evaluate(() => faults.stopInside()).catch(() => (failures.isLastGone = true));
    while (!host.saved.inside && !failures.isLastGone) await new Promise((resolve) => setTimeout(resolve, 20));
    // Whoever had written all of it by then has more to write.
    writing.push(...tabs.map((tab) => wrote(tab.evaluate((count) => faults.writeSome(count), 2))));
    const before = host.saved.ids.size;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const wroteMeanwhile = host.saved.ids.size - before;
    const session = await last.context().newCDPSession(last);
    void session.send('Page.crash').catch(() => undefined);
    await Promise.all(writing);
    const held = (await first.evaluate(() => faults.held())).map(({ id }) => id);
    const there = new Set(held);
    return { saved: host.saved.ids.size, lost: [...host.saved.ids].filter((id) => !there.has(id)).length, twice: held.length - there.size, breaks: await first.evaluate(() => faults.breaks()), failed: failures.count, wroteMeanwhile, wroteAfter: host.saved.ids.size - before - wroteMeanwhile };
  } finally {
    await phone.end();
  }
}

test('five tabs that write at once, one of which dies, lose nothing and write nothing twice; without the lock they do', async () => {
  const [host, unlocked] = [await aPage(), await aPage({ file: 'src/device/record.ts', what: 'await navigator.locks.request(`karvan-record-${open.id}`, work);', by: 'await work();' })];
  const each = times(30, 500);
  const [locked, free] = [await fiveTabs(host, each), await fiveTabs(unlocked, 20)];
  await Promise.all([host.close(), unlocked.close()]);
  tell({ fault: `${TABS} tabs × ${each} statements, one tab dies with the lock in its hand`, times: 1, seen: `${locked.lost} of ${locked.saved} lost, ${locked.twice} twice, ${locked.breaks} breaks of the chain`, control: `without the lock: ${free.failed} tabs failed, ${free.breaks} breaks, ${free.lost} lost` });
  expect(locked).toMatchObject({ lost: 0, twice: 0, breaks: 0, failed: 0 });
  // What was under way when it took the lock may still be told; nobody else gets in.
  expect(locked.wroteMeanwhile).toBeLessThanOrEqual(TABS);
  expect(locked.wroteAfter).toBeGreaterThan(0);
  expect(locked.saved).toBeGreaterThanOrEqual((each + 2) * (TABS - 1) + Math.floor(each / 2));
  expect(free.failed + free.breaks + free.lost).toBeGreaterThan(0);
});
