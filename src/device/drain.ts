/**
 * Sending what waits. Needs no PIN and no key: envelopes are sealed, and so are the replies. Works in a window and in the
 * service worker. An envelope counts as sent only once the bytes of its reply are stored.
 */
import { problem, type Problem } from '../core/problem.ts';
import { askedWait, dueNow, isDue, LAST_WAIT, patienceFor, tooLarge, triedAgain } from '../sync/outbox.ts';
import { SEALED } from '../sync/protocol.ts';
import type { CarriedRow, Db, EnvelopeRow } from './db.ts';
import type { World } from './world.ts';

/**
 * Envelopes of this phone's people for which a reply was stored now, all that still wait (also carried ones), and what stood in the
 * way of this phone's people or of everything. `delivered`: carried envelopes for which a reply was stored now, if any.
 */
export type DrainResult = { readonly sent: number; readonly left: number; readonly delivered?: number; readonly problem?: Problem };

/** Meta row: nothing is sent to the server before this time, because it said so. */
const SERVER_WAIT = 'server-wait';

/** Sends waiting envelopes, oldest first: those of this phone's people, then those it carries. One tab or worker does it at a time. */
export async function drain(db: Db, fetch: typeof globalThis.fetch, world: World, at = '/api/envelopes'): Promise<DrainResult> {
  return navigator.locks.request('karvan-drain', async () => {
    const until = Number((await db.meta.get(SERVER_WAIT))?.value ?? 0);
    // A clock that was set back must not silence a phone for longer than a server may ask.
    if (until > world.now() && until - world.now() <= LAST_WAIT) return { sent: 0, left: await waiting(db), problem: problem('server-busy') };
    const count = { own: 0, carried: 0 };
    let met: Problem | undefined;
    for await (const parcel of parcelsDue(db, world)) {
      const outcome = await send(db, fetch, world, at, parcel);
      if (outcome.kind === 'answered') count[parcel.of] += 1;
      // What the server says of a stranger's envelope is no trouble of the people here.
      else if (parcel.of === 'own' || outcome.kind === 'stop') met ??= outcome.problem;
      if (outcome.kind === 'stop') break;
    }
    return { sent: count.own, left: await waiting(db), ...(count.carried > 0 ? { delivered: count.carried } : {}), ...(met ? { problem: met } : {}) };
  });
}

type Outcome = { readonly kind: 'answered' } | { readonly kind: 'goOn' | 'stop'; readonly problem: Problem };
/** What is sent, and what becomes of it by the server's word. */
type Parcel = {
  readonly of: 'own' | 'carried';
  readonly jwe: string;
  readonly answered: (reply: string) => Promise<void>;
  readonly unknown: () => Promise<void>;
  readonly unreadable: () => Promise<void>;
  readonly tooLarge: () => Promise<void>;
};

async function* parcelsDue(db: Db, world: World): AsyncGenerator<Parcel> {
  for (const row of dueNow(await db.envelopes.where('state').equals('waiting').toArray(), world.now())) yield ownParcel(db, row, world);
  // A district's work may be large: one at a time is in memory.
  for (const id of await toBeSent(db).primaryKeys()) {
    const row = await db.carried.get(id);
    if (row && isDue(row, world.now())) yield carriedParcel(db, row, world);
  }
}

/** A request that hangs longer than its bytes take on a slow line is given up; the envelope stays. */
async function send(db: Db, fetch: typeof globalThis.fetch, world: World, at: string, parcel: Parcel): Promise<Outcome> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(at, { method: 'POST', headers: { 'content-type': SEALED }, body: parcel.jwe, signal: AbortSignal.timeout(patienceFor(parcel.jwe.length)) });
    body = await response.text();
  } catch (error) {
    return { kind: 'stop', problem: problem(navigator.onLine ? 'server-unreachable' : 'offline', String(error)) };
  }
  switch (response.status) {
    case 200: {
      // A hotel's sign-in page answers 200 too.
      if (!isSealed(response, body)) return { kind: 'stop', problem: problem('server-unreachable', 'another server answered') };
      await parcel.answered(body);
      return { kind: 'answered' };
    }
    case 202:
      await parcel.unknown();
      return { kind: 'goOn', problem: problem('device-unknown') };
    case 400:
      // Somebody between here and the server may say so too, and what is carried cannot be made anew from here.
      if (parcel.of === 'carried' && !body.includes('envelope-unreadable')) return { kind: 'stop', problem: problem('server-unreachable', 'another server answered') };
      await parcel.unreadable();
      return { kind: 'goOn', problem: problem('envelope-unreadable') };
    case 413:
      await parcel.tooLarge();
      return { kind: 'goOn', problem: problem('envelope-too-large') };
    case 429:
    case 503: {
      const wait = askedWait(response.headers.get('retry-after'), world.now());
      // A server that is being started anew names no time: it is asked again like one that does not answer.
      if (wait === undefined) return { kind: 'stop', problem: problem('server-busy') };
      await db.meta.put({ key: SERVER_WAIT, value: world.now() + wait });
      return { kind: 'stop', problem: problem('server-busy', String(wait)) };
    }
    default:
      return { kind: 'stop', problem: problem('server-unreachable', `status ${response.status}`) };
  }
}

function isSealed(response: Response, body: string): boolean {
  return (response.headers.get('content-type') ?? '').startsWith(SEALED) && body.split('.').length === 5;
}

function ownParcel(db: Db, envelope: EnvelopeRow, world: World): Parcel {
  const later = async (change: Partial<EnvelopeRow>) => {
    await db.envelopes.update(envelope.id, { ...triedAgain(envelope, world.now()), ...change });
  };
  return {
    of: 'own',
    jwe: envelope.jwe,
    // The reply and the envelope's new state become true together. The same envelope answered twice is kept twice and settles once.
    answered: async (jwe) => {
      await db.transaction('rw', [db.envelopes, db.replies], async () => {
        await db.replies.add({ profile: envelope.profile, envelope: envelope.id, jwe });
        await later({ state: 'answered', sent: world.now(), isUnknown: false });
      });
    },
    unknown: () => later({ isUnknown: true }),
    unreadable: () => later({ state: 'refused' }),
    tooLarge: () => later(tooLarge(envelope)),
  };
}

/** A carrier can neither open nor cut what he carries: what the server cannot read goes from its learner's phone, or not at all. */
function carriedParcel(db: Db, row: CarriedRow, world: World): Parcel {
  const become = async (change: Partial<CarriedRow>) => {
    await db.carried.update(row.id, { ...triedAgain(row, world.now()), ...change });
  };
  return {
    of: 'carried',
    jwe: row.jwe,
    answered: (reply) => become({ state: 'answered', reply, jwe: '' }),
    unknown: () => become({ state: 'unknown' }),
    unreadable: () => become({ state: 'refused', jwe: '' }),
    // No envelope is too large for the server itself: what stands before it may be set right.
    tooLarge: () => become({}),
  };
}

async function waiting(db: Db): Promise<number> {
  return (await db.envelopes.where('state').anyOf('waiting', 'refused').count()) + (await toBeSent(db).count());
}

function toBeSent(db: Db) {
  return db.carried.where('state').anyOf('waiting', 'unknown');
}
