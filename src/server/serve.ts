/** `karvan serve`: from a data folder to a server that answers, and back without losing anything. */
import { mkdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { beginTrial } from './accounts/trial.ts';
import { beginTrust, trustFile } from './catalogue/trust.ts';
import type { Deps } from './deps.ts';
import { buildServer } from './http.ts';
import { alsoOnIpv6, closeServer, listenOn, sayable } from './listen.ts';
import { slotNames, slotServer } from './slots.ts';
import { openKeys } from './store/keys.ts';
import { openStore } from './store/store.ts';
import { ingester } from './sync/ingest.ts';
import { ingestThread } from './sync/ingest-thread.ts';

export type ServeOptions = {
  readonly home: string;
  readonly data: string;
  readonly port: number;
  readonly contentPort: number;
  readonly isTrial: boolean;
  readonly version: string;
  readonly log: FastifyBaseLogger;
  /** URL of the built file that exports `keepInThread`; absent: ingest runs in this thread. */
  readonly bundle?: string;
  readonly now: () => number;
  readonly newId: () => string;
  /** Prints a line for the person who started it. */
  readonly say: (line: string) => void;
};

/** Resolves when it answers. `stop` lets requests end and closes the store. */
export async function serve(options: ServeOptions): Promise<{ readonly stop: () => Promise<void> }> {
  const { home, data, port, contentPort, now, newId, log, version } = options;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const file = join(data, 'karvan.db');
  const own = openStore(file);
  const thread = options.bundle === undefined ? undefined : ingestThread(options.bundle, file);
  const store = thread?.sharing(own) ?? own;
  const closeStore = async () => {
    await thread?.stop();
    await own.close();
  };
  try {
    const keys = await openKeys(data, (await store.read(trustFile)) === undefined);
    await beginTrust(store, keys, now());
    const slots = slotNames.map((name) => `http://${name}.localhost:${contentPort}`);
    const ingest = thread?.ingest ?? ingester({ store, now });
    const deps: Deps = { store, ingest, now, newId, keys: keys.server, data, log, app: join(home, 'dist/app'), version, started: now(), slots };
    if (options.isTrial) await beginTrial(deps, keys.root, options.say);
    const app = buildServer(deps);
    const servers = await listenAll(app, options, await readFile(join(home, 'dist/content/slot.html'), 'utf8'));
    options.say(`Karvan answers at http://localhost:${port}`);
    return {
      stop: async () => {
        const timer = setTimeout(() => app.server.closeAllConnections(), LAST_WORDS);
        await Promise.all([app.close(), ...servers.map((server) => closeServer(server, LAST_WORDS))]);
        clearTimeout(timer);
        await closeStore();
      },
    };
  } catch (error) {
    await closeStore();
    throw error;
  }
}

/** A download that runs when the server is to end may run on for so long. */
const LAST_WORDS = 5000;

/** All servers beside the app's own. If one cannot listen, none does. */
async function listenAll(app: FastifyInstance, { port, contentPort }: ServeOptions, page: string): Promise<readonly Server[]> {
  const origins = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${port}`);
  const others: Server[] = [];
  try {
    await app.listen({ port, host: '127.0.0.1' }).catch((error: unknown) => {
      throw sayable(error, port);
    });
    const second = await alsoOnIpv6((request, response) => app.routing(request, response), port);
    if (second) others.push(second);
    for (const host of ['127.0.0.1', '::1']) {
      const slots = slotServer(page, origins);
      if (await listenOn(slots, contentPort, host)) others.push(slots);
    }
    return others;
  } catch (error) {
    await Promise.all([app.close(), ...others.map((server) => closeServer(server, 0))]);
    throw error;
  }
}
