/**
 * The office's side of a history: the real store on a file in memory, the real door for envelopes and the real desk. It can stop in
 * the middle of a request, start again, be backed up, and be set back to any earlier copy.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { CryptoKey, JWK } from 'jose';
import type { DeviceId, KeyId, ProfileId, Registration } from '../../../src/core/ids.ts';
import { enrolmentRoutes } from '../../../src/server/accounts/enrolments.ts';
import { deskRows } from '../../../src/server/accounts/scope.ts';
import type { Deps, ServerKeys } from '../../../src/server/deps.ts';
import { Refusal } from '../../../src/server/refuse.ts';
import { decide } from '../../../src/server/review/decide.ts';
import { openStore, type Store } from '../../../src/server/store/store.ts';
import { envelopeRoutes } from '../../../src/server/sync/envelopes.ts';
import { ingester } from '../../../src/server/sync/ingest.ts';
import { keptAside, type Aside } from '../../../src/server/sync/unknown.ts';
import { proveKey, type Enrolled, type Enrolment } from '../../../src/sync/enrolment.ts';
import { SEALED } from '../../../src/sync/protocol.ts';
import { asking, course, edition, people, quiz, reading } from './course.ts';
import { handOn, type Copy } from './hand.ts';

/** What the office knows of a phone. */
export type Known = Whose & { readonly profile: ProfileId };
export type Whose = { readonly kid: KeyId; readonly device: DeviceId; readonly sign: JWK; readonly agree: JWK };
/** `before`, `after`: the process dies before or after the commit. */
export type Death = 'before' | 'after';
export type Answer = { readonly status: number; readonly type: string; readonly body: string; readonly wait: string | null };
export type Office = Awaited<ReturnType<typeof anOffice>>;

/** `keys`: the server's. `quick`: its tables in memory instead of a file. One office serves many histories, each begun with `anew`. */
export async function anOffice(keys: ServerKeys, quick: boolean) {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'karvan-office-'));
  /** `at`: what is true. `off`: by how much the office's clock is wrong. */
  const clock = { at: 0, off: 0 };
  const now = () => clock.at + clock.off;
  let [ids, codes] = [0, 0];
  // Shared by its connections, of which each sees what is committed; gone with the last of them.
  const file = quick ? `file:${basename(folder)}?mode=memory&cache=shared` : join(folder, 'karvan.db');
  const real = openStore(file);
  await begin(real);
  // Not through the store: as a hand that copies files.
  const hand = handOn(file);
  const blank = hand.copy();
  let death: Death | undefined;
  const store: Store = { ...real, write: (work) => dyingIn(real, work, () => death) };
  const deps = { store, now, keys, data: folder, log: { warn: () => undefined }, newId: () => `0190e000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}` } as unknown as Deps;
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
      Object.assign(clock, { at: Date.parse('2026-11-25T09:00:00.000Z'), off: 0 });
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
    /** Gives a person a code, with which a phone joins: for the first time, or again under the profile that it has. */
    enrol: async (person: string, { device, sign, agree }: Whose, key: CryptoKey, profile?: ProfileId): Promise<ProfileId> => {
      const code = `CODE-${++codes}`;
      hand.giveCode(code, person, now());
      const asked = { karvan: 1 as const, code, device, sign, agree, ...(profile ? { profile } : {}), notice: { version: '1', lang: 'az', at: '' } } as unknown as Enrolment;
      const answer = await door.enrol({ ...asked, proof: await proveKey(asked, key, sign.kid!) });
      if (answer.status !== 201) throw new Error(`a phone cannot join: ${answer.body}`);
      if (isAside) await door.aside.takeIn(sign.kid as KeyId);
      return (JSON.parse(answer.body) as Enrolled).profile as ProfileId;
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
      const rows = deskRows({ store: real, now });
      const desk = { person: 'supervisor', name: 'S', grants: [{ role: 'supervisor' as const, unit: 'clinic' }] };
      try {
        await rows.write(desk, ['supervisor'], async (s, note) => decide(s, note, await s.go(registration), { decision: { id, kind, ...(kind === 'returned' ? { reason: 'again' } : {}) }, now: now() }));
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

/** The real routes, without a network before them. */
function openDoor(deps: Deps): { readonly ask: (body: string) => Promise<Answer>; readonly enrol: (asked: Enrolment) => Promise<Answer>; readonly aside: Aside } {
  const whole = { ...deps, ingest: ingester(deps) };
  const aside = keptAside(whole);
  const handlers = new Map<string, Handler>();
  const app = { addContentTypeParser: () => undefined, post: (path: string, ...rest: readonly unknown[]) => void handlers.set(path, rest.at(-1) as Handler) } as unknown as FastifyInstance;
  envelopeRoutes(app, whole, aside);
  // What was kept aside is taken in where it is waited for.
  enrolmentRoutes(app, whole, () => undefined);
  return {
    aside,
    ask: (body) => answerOf(handlers.get('/api/envelopes')!, { body, headers: { 'content-type': SEALED } }),
    enrol: (body) => answerOf(handlers.get('/api/enrolments')!, { body, ip: '127.0.0.1' }),
  };
}

type Handler = (request: unknown, reply: unknown) => Promise<unknown>;

async function answerOf(handler: Handler, request: unknown): Promise<Answer> {
  const said = { status: 200, type: '', body: '', wait: null };
  const reply = {
    code: (status: number) => Object.assign(reply, void (said.status = status)),
    type: (type: string) => Object.assign(reply, void (said.type = type)),
    header: () => reply,
    send: (what: unknown) => void (said.body = typeof what === 'string' ? what : JSON.stringify(what)),
  };
  try {
    await handler(request, reply);
    return said;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, type: 'application/json', body: JSON.stringify({ code: error.code }), wait: error.retryAfter === undefined ? null : String(error.retryAfter) };
  }
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
    const manifest = Buffer.from(JSON.stringify({ structure: [reading, asking] }));
    await w.insertInto('edition').values({ edition, course, release: 1, manifest, signature: '', entry: '{}', published: made, by: 'supervisor' }).execute();
    await w.insertInto('quiz').values({ edition, au: asking.id, quiz: JSON.stringify(quiz), words: '{}' }).execute();
  });
}
