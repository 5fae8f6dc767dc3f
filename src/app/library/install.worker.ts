/** Downloads and files in a thread of their own: a thin door to device/install and device/import. One a course; `stop` pauses it. */
import { isProblem, problem } from '../../core/problem.ts';
import { isFull, openDb } from '../../device/db.ts';
import { importPack, type Given } from '../../device/import.ts';
import { install } from '../../device/install.ts';
import { importLayer, importLayersBeside, installLayer } from '../../device/install-layer.ts';
import { parseOrder, type News, type Order } from './install-messages.ts';

type Start = Extract<Order, { kind: 'start' }>;

const db = openDb();
const fetch = self.fetch.bind(self);
const world = { now: () => Date.now(), newId: () => crypto.randomUUID() };
const running = new Map<string, { readonly stopper: AbortController; readonly over: Promise<void> }>();

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const order = parseOrder(event.data);
  if (order?.kind === 'stop') running.get(order.course)?.stopper.abort();
  else if (order) start(order);
});

/** A file goes before what is under way for its course. */
function start(order: Start): void {
  const before = running.get(order.course);
  if (before && !order.file) return;
  before?.stopper.abort();
  const stopper = new AbortController();
  const over = (before?.over ?? Promise.resolve()).then(() => run(order, stopper.signal)).finally(() => {
    if (running.get(order.course)?.stopper === stopper) running.delete(order.course);
  });
  running.set(order.course, { stopper, over });
}

async function run({ course, edition, choice, layerOf, file }: Start, signal: AbortSignal): Promise<void> {
  const wish = { course, edition, choice };
  let given: Given | undefined;
  const tell = (download: News['download']) => self.postMessage({ course, download, given } satisfies News);
  try {
    const job = { db, fetch, report: tell, signal, world };
    const gave = (each: Given) => (given = each);
    const layer = layerOf && { layer: course, course: layerOf, edition, choice };
    if (layer) return tell(await (file ? importLayer(job, layer, { file, gave }) : installLayer(db, fetch, layer, tell, signal, world)));
    tell(await (file ? importPack(job, wish, file, gave, (pack) => importLayersBeside(job, pack, file)) : install(db, fetch, wish, tell, signal, world)));
  } catch (error) {
    const why = isProblem(error) ? error : problem(isFull(error) ? 'storage-full' : 'unexpected', String(error));
    tell({ kind: 'paused', held: 0, of: 0, because: why.code === 'storage-full' ? 'storage-full' : 'damaged', problem: why });
  }
}
