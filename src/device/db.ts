/**
 * A phone's database. Every transaction is strict: what the screen called saved survives a battery pull.
 * Rows of a profile hold nothing personal in plain: only the profile's pseudonym, sequence numbers and sealed bytes.
 */
import { Dexie, type Collection, type Table } from 'dexie';
import type { AuId, CourseId, DeviceId, Digest, Edition, KeyId, ProfileId } from '../core/ids.ts';
import type { CatalogueEntry } from '../pack/layout.ts';
import type { Choice } from '../pack/pieces.ts';
import type { CarriedId } from '../sync/bundle.ts';

/** AES-256-GCM: twelve bytes of iv, and the cipher text with its tag. */
export type Sealed = { readonly iv: Uint8Array<ArrayBuffer>; readonly bytes: Uint8Array<ArrayBuffer> };

export type ProfileRow = {
  readonly id: ProfileId;
  readonly emblem: string;
  /** When it was last opened: milliseconds since 1970. */
  readonly opened: number;
  readonly device: DeviceId;
  readonly kid: KeyId;
  /** The profile key under Argon2id(PIN), and as JWE to the server's sealing key. */
  readonly underPin: Sealed & { readonly salt: Uint8Array<ArrayBuffer> };
  readonly forServer: string;
  /** PKCS8 of the device's private keys under the profile key. */
  readonly sign: Sealed;
  readonly agree: Sealed;
  /** Wrong PINs since the last right one, and until when none is tried. */
  readonly tries: number;
  readonly waitUntil: number;
  /** The last line of the chain: its sequence and its hash; 0 and empty before the first. */
  readonly seq: number;
  readonly hash: string;
};

/** One line of the chain, sealed under the profile key: the line's exact text. `envelope`: 0 while it lies open in none. */
export type RecordRow = Sealed & { readonly profile: ProfileId; readonly seq: number; readonly envelope: number };

/**
 * `waiting`: to be sent. `answered`: the reply is stored and not yet read. `refused`: the server will never take these bytes;
 * its lines are put into fresh envelopes.
 */
export type EnvelopeRow = {
  readonly id: number;
  readonly profile: ProfileId;
  readonly state: 'waiting' | 'answered' | 'refused';
  /** First and last sequence inside; 0 and 0 in a request for a reply. */
  readonly from: number;
  readonly to: number;
  readonly jwe: string;
  /** When it was answered; milliseconds since 1970. */
  readonly sent: number;
  readonly tries: number;
  /** Not to be sent before. */
  readonly notBefore: number;
  /** How many lines a fresh envelope may hold after the server found this one too large. */
  readonly most?: number;
  /** At the last try the server did not know this phone. */
  readonly isUnknown?: boolean;
  /** Handed over to somebody: when, and the name that was typed, under the profile key. Still sent from here when a network comes. */
  readonly carried?: { readonly at: number; readonly by: Sealed };
};

export type ReplyRow = { readonly id: number; readonly profile: ProfileId; readonly envelope: number; readonly jwe: string };

/**
 * Somebody else's envelope on its way through this phone. `waiting`: to be sent from here. `unknown`: the server has kept it and does not
 * know its phone yet; asked again. `answered`: `reply` lies here, to be given back; the envelope's text is let go. `refused`: the server cannot take these bytes; its learner's phone still has the lines.
 */
export type CarriedRow = {
  readonly id: CarriedId;
  readonly state: 'waiting' | 'unknown' | 'answered' | 'refused';
  readonly jwe: string;
  readonly tries: number;
  readonly notBefore: number;
  readonly reply?: string;
};

/** What was taken in at once, under the label that the carrier typed; it never leaves this phone. Times: milliseconds since 1970. */
export type BatchRow = { readonly id: number; readonly label: string; readonly taken: number; readonly envelopes: readonly CarriedId[]; readonly given?: number };

/** What belongs to a profile besides its lines: `facts` (from replies) and `preferences`. */
export type StateRow = Sealed & { readonly profile: ProfileId; readonly key: 'facts' | 'preferences' };

/** A verified manifest's exact bytes and its signature. */
export type EditionRow = { readonly edition: Edition; readonly course: CourseId; readonly release: number; readonly bytes: Uint8Array<ArrayBuffer>; readonly signature: string };

/**
 * A course on this phone. `edition` and `choice` are what can be opened; while an update or another choice is fetched, `next`
 * says which. `held` and `of` count the bytes of what is being fetched. `paused` is not taken up by itself.
 */
export type Install = {
  readonly course: CourseId;
  readonly edition: Edition;
  readonly choice: Choice;
  readonly state: 'wanted' | 'paused' | 'ready';
  readonly held: number;
  readonly of: number;
  readonly next?: { readonly edition: Edition; readonly choice: Choice };
};

/**
 * A language layer on this phone: its manifest's exact bytes, its signature, and the file by which the course's publisher lets its quiz
 * words count. While a newer release is fetched both are rows; the older goes when the newer is whole. `held` and `of` count bytes.
 */
export type LayerRow = Omit<EditionRow, 'course'> & {
  readonly layer: CourseId;
  readonly course: CourseId;
  readonly choice: Choice;
  readonly state: Install['state'];
  readonly held: number;
  readonly of: number;
  readonly endorsement?: string;
};

export type PieceRow = { readonly digest: Digest; readonly bytes: Uint8Array<ArrayBuffer> };
/** A lesson whose pieces are all here. */
type ReadyRow = { readonly edition: Edition; readonly au: AuId };
type CatalogueRow = { readonly id: 'held'; readonly entries: readonly CatalogueEntry[]; readonly at: string; readonly etag: string | null };
export type MetaRow = { readonly key: string; readonly value: unknown };

export type Db = Dexie & {
  readonly meta: Table<MetaRow, string>;
  readonly profiles: Table<ProfileRow, ProfileId>;
  readonly records: Table<RecordRow, [ProfileId, number]>;
  readonly envelopes: Table<EnvelopeRow, number, Omit<EnvelopeRow, 'id'>>;
  readonly replies: Table<ReplyRow, number, Omit<ReplyRow, 'id'>>;
  readonly states: Table<StateRow, [ProfileId, StateRow['key']]>;
  readonly editions: Table<EditionRow, Edition>;
  readonly installs: Table<Install, CourseId>;
  readonly pieces: Table<PieceRow, Digest>;
  readonly ready: Table<ReadyRow, [Edition, AuId]>;
  readonly catalogue: Table<CatalogueRow, 'held'>;
  readonly carried: Table<CarriedRow, CarriedId>;
  readonly batches: Table<BatchRow, number, Omit<BatchRow, 'id'>>;
  readonly layers: Table<LayerRow, Edition>;
};

export function openDb(name = 'karvan'): Db {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' });
  db.version(1).stores({
    meta: 'key',
    profiles: 'id',
    records: '[profile+seq], [profile+envelope]',
    envelopes: '++id, [profile+state], state',
    replies: '++id, profile',
    states: '[profile+key]',
    editions: 'edition, course',
    installs: 'course',
    pieces: 'digest',
    ready: '[edition+au], edition',
    catalogue: 'id',
  });
  db.version(2).stores({ carried: 'id, state', batches: '++id' });
  db.version(3).stores({ layers: 'edition, layer, course' });
  // A newer Karvan in another tab must not wait for this one; this one opens the database anew when it next needs it.
  db.on('versionchange', () => {
    db.close({ disableAutoOpen: false });
    return false;
  });
  return db as Db;
}

/** All envelopes of a profile, whatever became of them. */
export function envelopesOf(db: Db, profile: ProfileId): Collection<EnvelopeRow, number, Omit<EnvelopeRow, 'id'>> {
  return db.envelopes.where('[profile+state]').between([profile, ''], [profile, '\uffff']);
}

/** Whether a failed write met the end of the phone's room. */
export function isFull(error: unknown): boolean {
  const seen = error as { name?: string; inner?: unknown } | null | undefined;
  return seen?.name === 'QuotaExceededError' || (seen?.inner !== undefined && seen.inner !== error && isFull(seen.inner));
}

/** A write of what can be had anew at any time: on a full phone it is left out. */
export async function unlessFull(write: PromiseLike<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}
