/**
 * The office's side of a history: the real store on a file in memory, the real door for envelopes and the real desk. It can stop in
 * the middle of a request, start again, be backed up, and be set back to any earlier copy.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { JWK } from 'jose';
import type { DeviceId, KeyId, ProfileId, Registration } from '../../../src/core/ids.ts';
import { deskRows } from '../../../src/server/accounts/scope.ts';
import type { Deps, ServerKeys } from '../../../src/server/deps.ts';
import { Refusal } from '../../../src/server/refuse.ts';
import { decide } from '../../../src/server/review/decide.ts';
import { openStore, type Store } from '../../../src/server/store/store.ts';
import { envelopeRoutes } from '../../../src/server/sync/envelopes.ts';
import { ingester } from '../../../src/server/sync/ingest.ts';
import { keptAside, type Aside } from '../../../src/server/sync/unknown.ts';
import { SEALED } from '../../../src/sync/protocol.ts';
import { asking, course, edition, people, quiz, reading } from './course.ts';
import { handOn, type Copy } from './hand.ts';

/** What the office is asked to know of a phone. */
export type Known = { readonly kid: KeyId; readonly device: DeviceId; readonly profile: ProfileId; readonly sign: JWK; readonly agree: JWK };
/** `before`, `after`: the process dies before or after the commit. */
export type Death = 'before' | 'after';
export type Answer = { readonly status: number; readonly type: string; readonly body: string; readonly wait: string | null };
export type Office = Awaited<ReturnType<typeof anOffice>>;

/** `keys`: the server's. `quick`: its tables in memory instead of a file. One office serves many histories, each begun with `anew`. */
export async function anOffice(keys: ServerKeys, quick: boolean) {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'karvan-office-'));
  const clock = { at: 0 };
  // Shared by its connections, of which each sees what is committed; gone with the last of them.
  const file = quick ? `file:${basename(folder)}?mode=memory&cache=shared` : join(folder, 'karvan.db');
  const real = openStore(file);
  await begin(real);
  // Not through the store: as a hand that copies files.
  const hand = handOn(file);
  const blank = hand.copy();
  let death: Death | undefined;
  const store: Store = { ...real, write: (work) => dyingIn(real, work, () => death) };
  const deps = { store, now: () => clock.at, keys, data: folder, log: { warn: () => undefined }, newId: () => '' } as unknown as Deps;
  let door = openDoor(deps);
  /** Whether envelopes of phones that nobody knew may lie in files. */
  let isAside = false;
  const start = async () => {
    death = undefined;
    door = openDoor(deps);
    if (isAside) await door.aside.takeIn();
  };
  const putBack = async (copy: Copy) => {
    hand.putBack(copy);
    if (isAside) await rm(join(folder, 'unknown'), { recursive: true });
    isAside = false;
    await start();
  };
  return {
    clock,
    lines: hand.lines,
    linesOf: hand.linesOf,
    jwsOf: hand.jwsOf,
    completions: hand.completions,
    tip: (kid: KeyId) => hand.tip(kid),
    /** An empty office in which everybody is known and no phone. */
    anew: async () => {
      clock.at = Date.parse('2026-11-25T09:00:00.000Z');
      await putBack(blank);
    },
    /** Undefined when the process died meanwhile; it runs again by then. */
    ask: async (body: string, dies?: Death): Promise<Answer | undefined> => {
      clock.at += 1000;
      death = dies;
      try {
        const answer = await door.ask(body);
        isAside ||= answer.status === 202;
        return answer;
      } catch (error) {
        if (!(error instanceof Died)) throw error;
        await start();
        return undefined;
      } finally {
        death = undefined;
      }
    },
    start,
    know: async (phone: Known) => {
      await real.write((w) => w.insertInto('device').values({ ...phone, sign: JSON.stringify(phone.sign), agree: JSON.stringify(phone.agree), notice: '{}', enrolled: new Date(clock.at).toISOString(), contact: null, seq: 0, hash: '', lines: 0, facts: null }).onConflict((conflict) => conflict.doNothing()).execute());
      if (isAside) await door.aside.takeIn(phone.kid);
    },
    /** A copy of everything; from then on phones are told what lies in it. */
    backup: () => {
      const copy = hand.copy();
      hand.noteBackedUp();
      return copy;
    },
    restore: putBack,
    /** A supervisor's word on somebody's go; false when it may not be said. */
    decide: async (registration: Registration, id: string, kind: 'approved' | 'returned') => {
      clock.at += 1000;
      const rows = deskRows({ store: real, now: () => clock.at });
      const desk = { person: 'supervisor', name: 'S', grants: [{ role: 'supervisor' as const, unit: 'clinic' }] };
      try {
        await rows.write(desk, ['supervisor'], async (s, note) => decide(s, note, await s.go(registration), { decision: { id, kind, ...(kind === 'returned' ? { reason: 'again' } : {}) }, now: clock.at }));
        return true;
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    },
    end: async () => {
      hand.close();
      await real.close();
      await rm(folder, { recursive: true });
    },
  };
}

class Died extends Error {}

async function dyingIn<T>(store: Store, work: Parameters<Store['write']>[0], death: () => Death | undefined): Promise<T> {
  const done = await store.write(async (w) => {
    const result = await work(w);
    if (death() === 'before') throw new Died();
    return result;
  });
  if (death() === 'after') throw new Died();
  return done as T;
}

/** The real route, without a network before it. */
function openDoor(deps: Deps): { readonly ask: (body: string) => Promise<Answer>; readonly aside: Aside } {
  const whole = { ...deps, ingest: ingester(deps) };
  const aside = keptAside(whole);
  let handler!: (request: unknown, reply: unknown) => Promise<unknown>;
  const app = { addContentTypeParser: () => undefined, post: (_path: string, handle: typeof handler) => void (handler = handle) };
  envelopeRoutes(app as unknown as Parameters<typeof envelopeRoutes>[0], whole, aside);
  return {
    aside,
    ask: async (body) => {
      const said = { status: 200, type: '', body: '', wait: null };
      const reply = {
        code: (status: number) => Object.assign(reply, void (said.status = status)),
        type: (type: string) => Object.assign(reply, void (said.type = type)),
        header: () => reply,
        send: (what: unknown) => void (said.body = typeof what === 'string' ? what : JSON.stringify(what)),
      };
      try {
        await handler({ body, headers: { 'content-type': SEALED } }, reply);
        return said;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { status: error.status, type: 'application/json', body: JSON.stringify({ code: error.code }), wait: error.retryAfter === undefined ? null : String(error.retryAfter) };
      }
    },
  };
}

async function begin(store: Store): Promise<void> {
  const made = '2026-01-01T00:00:00.000Z';
  await store.write(async (w) => {
    await w.insertInto('unit').values([{ id: 'land', parent: null, kind: 'country', name: '{"az":"Ölkə"}' }, { id: 'clinic', parent: 'land', kind: 'institution', name: '{"az":"Klinika"}' }]).execute();
    for (const id of [...people, 'supervisor']) {
      await w.insertInto('person').values({ id, name: id, number: id, institution: 'clinic', login: null, password: null, made }).execute();
      await w.insertInto('membership').values({ person: id, unit: 'clinic', since: '2026-01-01', until: null }).execute();
    }
    await w.insertInto('grants').values({ person: 'supervisor', role: 'supervisor', unit: 'clinic' }).execute();
    for (const id of people) await w.insertInto('profile').values({ id, person: id, made }).execute();
    const manifest = Buffer.from(JSON.stringify({ structure: [reading, asking] }));
    await w.insertInto('edition').values({ edition, course, release: 1, manifest, signature: '', entry: '{}', published: made, by: 'supervisor' }).execute();
    await w.insertInto('quiz').values({ edition, au: asking.id, quiz: JSON.stringify(quiz), words: '{}' }).execute();
  });
}
