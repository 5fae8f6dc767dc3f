/** Downloads in a thread of their own: a thin door to device/install. One download a message; `stop` pauses it. */
import { isProblem, problem } from '../../core/problem.ts';
import { openDb } from '../../device/db.ts';
import { install } from '../../device/install.ts';
import { parseOrder, type Order, type News } from './install-messages.ts';

const db = openDb();
const world = { now: () => Date.now(), newId: () => crypto.randomUUID() };
const running = new Map<string, AbortController>();

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const order = parseOrder(event.data);
  if (order?.kind === 'stop') running.get(order.course)?.abort();
  else if (order) void run(order);
});

async function run({ course, edition, choice }: Extract<Order, { kind: 'start' }>): Promise<void> {
  if (running.has(course)) return;
  const stopper = new AbortController();
  running.set(course, stopper);
  const tell = (download: News['download']) => self.postMessage({ course, download } satisfies News);
  try {
    tell(await install(db, self.fetch.bind(self), { course, edition, choice }, tell, stopper.signal, world));
  } catch (error) {
    const why = isProblem(error) ? error : problem('unexpected', String(error));
    tell({ kind: 'paused', held: 0, of: 0, because: why.code === 'storage-full' ? 'storage-full' : 'damaged', problem: why });
  } finally {
    running.delete(course);
  }
}
