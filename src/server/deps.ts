/** What the server's parts are given. Only main.ts makes the real ones. */
import type { CryptoKey } from 'jose';
import type { FastifyBaseLogger } from 'fastify';
import type { PublicKey } from '../pack/keys.ts';
import type { Store } from './store/store.ts';
import type { Ingest } from './sync/ingest.ts';

/** Private halves never leave this object. */
export type ServerKeys = {
  /** Signs receipts and replies. */
  readonly receipt: { readonly kid: string; readonly sign: CryptoKey; readonly public: PublicKey };
  /** Opens envelopes and wrapped profile keys, by `kid`. */
  readonly seal: ReadonlyMap<string, CryptoKey>;
};

export type Deps = {
  readonly store: Store;
  readonly ingest: Ingest;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A fresh UUIDv7. */
  readonly newId: () => string;
  readonly keys: ServerKeys;
  /** The data folder. */
  readonly data: string;
  readonly log: FastifyBaseLogger;
  /** The built app's folder; absent: this server has only its API. */
  readonly app?: string;
  readonly version: string;
  /** When the process began, as `now`. */
  readonly started: number;
  /** Origins of the slots on which foreign courses will run, for the page's frame-src. */
  readonly slots: readonly string[];
};
