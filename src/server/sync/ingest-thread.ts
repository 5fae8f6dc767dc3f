/**
 * Ingest in a thread of its own: while it reads lines, writes and waits for the disk, the first thread opens the next envelopes and
 * seals replies. Two threads write to one file, so they take turns by asking and not by finding it locked.
 */
import { parentPort, Worker, workerData, type MessagePort } from 'node:worker_threads';
import { openStore, type Store } from '../store/store.ts';
import { ingester, type Ingest } from './ingest.ts';
import type { Opened } from './opening.ts';

export type IngestThread = {
  readonly ingest: Ingest;
  /** The same store; what it writes waits for its turn. */
  readonly sharing: (store: Store) => Store;
  /** What was asked before is done first. */
  readonly stop: () => Promise<void>;
};

/** Asked of the thread; answered by the same `id`. `turn` is answered when the thread holds still, until `over`. */
type Ask = { readonly id: number } & ({ readonly kind: 'keep'; readonly opened: Opened } | { readonly kind: 'turn' | 'over' | 'end' });
type Answer = { readonly id: number; readonly failed?: unknown };
type Waiting = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** `bundle`: URL of the built file that exports `keepInThread`. A thread that dies fails what it was asked, and the next ask starts another. */
export function ingestThread(bundle: string, file: string): IngestThread {
  const waiting = new Map<number, Waiting>();
  let [worker, last] = [undefined as Worker | undefined, 0];
  const gone = (which: Worker, error: unknown) => {
    // It says twice that it is gone, and by then another may be at work.
    if (which !== worker) return;
    worker = undefined;
    for (const each of waiting.values()) each.reject(error);
    waiting.clear();
  };
  const start = () => {
    const fresh = new Worker('import(require("node:worker_threads").workerData.bundle).then((built) => built.keepInThread());', { eval: true, workerData: { bundle, file } });
    fresh.on('message', ({ id, failed }: Answer) => {
      const each = waiting.get(id);
      waiting.delete(id);
      if (failed === undefined) each?.resolve();
      else each?.reject(failed);
    });
    fresh.on('error', (error) => gone(fresh, error)).on('exit', (code) => gone(fresh, new Error(`the writing thread ended with ${code}`)));
    return fresh;
  };
  const ask = (what: { kind: 'keep'; opened: Opened } | { kind: 'turn' | 'end' }) =>
    new Promise<void>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      (worker ??= start()).postMessage({ id, ...what } satisfies Ask);
    });
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    await ask({ kind: 'turn' });
    try {
      return await work();
    } finally {
      worker?.postMessage({ id: 0, kind: 'over' } satisfies Ask);
    }
  };
  // One turn at a time: the thread knows one that it waits for.
  let turns: Promise<unknown> = Promise.resolve();
  const write = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turns.then(() => inTurn(work));
    turns = mine.catch(() => undefined);
    return mine;
  };
  return {
    ingest: (opened) => ask({ kind: 'keep', opened }),
    sharing: (store) => ({ ...store, write: (work) => write(() => store.write(work)) }),
    stop: async () => {
      await turns;
      if (worker) await ask({ kind: 'end' });
    },
  };
}

/** The thread's side: `workerData.file` is the store's. */
export function keepInThread(): void {
  const port = parentPort!;
  const store = openStore((workerData as { file: string }).file);
  let over: (() => void) | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const ingest = ingester({ store: { ...store, write: (work) => inOrder(() => store.write(work)) }, now: Date.now });
  const holdStill = (id: number) => () =>
    new Promise<void>((resolve) => {
      over = resolve;
      port.postMessage({ id } satisfies Answer);
    });
  port.on('message', (asked: Ask) => {
    switch (asked.kind) {
      case 'keep':
        return void answer(port, asked.id, ingest(asked.opened));
      case 'turn':
        return void inOrder(holdStill(asked.id));
      case 'over':
        return over?.();
      case 'end':
        return void answer(port, asked.id, inOrder(() => store.close())).then(() => port.close());
    }
  });
}

async function answer(port: MessagePort, id: number, work: Promise<void>): Promise<void> {
  try {
    await work;
    port.postMessage({ id } satisfies Answer);
  } catch (failed) {
    port.postMessage({ id, failed } satisfies Answer);
  }
}
