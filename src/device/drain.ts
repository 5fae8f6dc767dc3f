/**
 * Sending what waits. Needs no PIN and no key: envelopes are sealed, and so are the replies. Works in a window and in the
 * service worker. An envelope counts as sent only once the bytes of its reply are stored.
 */
import { problem, type Problem } from '../core/problem.ts';
import { askedWait, dueNow, LAST_WAIT, tooLarge, triedAgain } from '../sync/outbox.ts';
import { SEALED } from '../sync/protocol.ts';
import type { Db, EnvelopeRow } from './db.ts';
import type { World } from './world.ts';

/** Envelopes for which a reply was stored now, those that still wait, and what stood in the way. */
export type DrainResult = { readonly sent: number; readonly left: number; readonly problem?: Problem };

/** A request that hangs longer is given up; the envelope stays. */
const PATIENCE = 2 * 60_000;
/** Meta row: nothing is sent to the server before this time, because it said so. */
const SERVER_WAIT = 'server-wait';

/** Sends waiting envelopes, oldest first. One tab or worker does it at a time. */
export async function drain(db: Db, fetch: typeof globalThis.fetch, world: World, at = '/api/envelopes'): Promise<DrainResult> {
  return navigator.locks.request('karvan-drain', async () => {
    const until = Number((await db.meta.get(SERVER_WAIT))?.value ?? 0);
    // A clock that was set back must not silence a phone for longer than a server may ask.
    if (until > world.now() && until - world.now() <= LAST_WAIT) return { sent: 0, left: await waiting(db), problem: problem('server-busy') };
    let sent = 0;
    let met: Problem | undefined;
    for (const envelope of dueNow(await db.envelopes.where('state').equals('waiting').toArray(), world.now())) {
      const outcome = await send(db, fetch, world, at, envelope);
      if (outcome.kind === 'answered') sent += 1;
      else met ??= outcome.problem;
      if (outcome.kind === 'stop') break;
    }
    return { sent, left: await waiting(db), ...(met ? { problem: met } : {}) };
  });
}

type Outcome = { readonly kind: 'answered' } | { readonly kind: 'goOn' | 'stop'; readonly problem: Problem };

async function send(db: Db, fetch: typeof globalThis.fetch, world: World, at: string, envelope: EnvelopeRow): Promise<Outcome> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(at, { method: 'POST', headers: { 'content-type': SEALED }, body: envelope.jwe, signal: AbortSignal.timeout(PATIENCE) });
    body = await response.text();
  } catch (error) {
    return { kind: 'stop', problem: problem(navigator.onLine ? 'server-unreachable' : 'offline', String(error)) };
  }
  switch (response.status) {
    case 200: {
      // A hotel's sign-in page answers 200 too.
      if (!isSealed(response, body)) return { kind: 'stop', problem: problem('server-unreachable', 'another server answered') };
      await keepReply(db, envelope, body, world);
      return { kind: 'answered' };
    }
    case 202:
      await later(db, envelope, world, {});
      return { kind: 'goOn', problem: problem('device-unknown') };
    case 400:
      await later(db, envelope, world, { state: 'refused' });
      return { kind: 'goOn', problem: problem('envelope-unreadable') };
    case 413:
      await later(db, envelope, world, tooLarge(envelope));
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

/** The reply and the envelope's new state become true together. The same envelope answered twice is kept twice and settles once. */
async function keepReply(db: Db, envelope: EnvelopeRow, jwe: string, world: World): Promise<void> {
  await db.transaction('rw', [db.envelopes, db.replies], async () => {
    await db.replies.add({ profile: envelope.profile, envelope: envelope.id, jwe });
    await db.envelopes.update(envelope.id, { state: 'answered', sent: world.now(), ...triedAgain(envelope, world.now()) });
  });
}

async function later(db: Db, envelope: EnvelopeRow, world: World, change: Partial<EnvelopeRow>): Promise<void> {
  await db.envelopes.update(envelope.id, { ...triedAgain(envelope, world.now()), ...change });
}

async function waiting(db: Db): Promise<number> {
  return db.envelopes.where('state').anyOf('waiting', 'refused').count();
}
