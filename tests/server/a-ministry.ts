/** A country with two ministries on a real server: a real SQLite file, Fastify on a port of its own, phones that enrol and send. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, type CryptoKey } from 'jose';
import { pino } from 'pino';
import { v7 } from 'uuid';
import type { Au } from '../../src/core/cmi5/structure.ts';
import type { AuId, CourseId, DeviceId, Edition, ProfileId, Registration } from '../../src/core/ids.ts';
import type { Quiz, QuizWords } from '../../src/core/quiz/quiz.ts';
import { score, scoreQuiz } from '../../src/core/quiz/score.ts';
import { auIri, registrationOf } from '../../src/core/registration.ts';
import { answered, attempted, completed, judged, opened, sitting } from '../../src/core/session.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { newSealingKey, newSigningKey } from '../../src/pack/keys.ts';
import type { Role } from '../../src/sync/desk.ts';
import { proveKey, type Enrolled } from '../../src/sync/enrolment.ts';
import { chainHash, sealEnvelope, writeLine } from '../../src/sync/envelope.ts';
import { SEALED } from '../../src/sync/protocol.ts';
import { openReceipt } from '../../src/sync/receipt.ts';
import { openReply, type Reply } from '../../src/sync/reply.ts';
import { makeCode } from '../../src/server/accounts/codes.ts';
import { hashPassword } from '../../src/server/accounts/passwords.ts';
import { beginTrust } from '../../src/server/catalogue/trust.ts';
import type { Deps } from '../../src/server/deps.ts';
import { buildServer } from '../../src/server/http.ts';
import { openKeys, type KeyRing } from '../../src/server/store/keys.ts';
import { openStore, type Store } from '../../src/server/store/store.ts';
import { ingester } from '../../src/server/sync/ingest.ts';

export const course = 'ministry/ethics' as CourseId;
export const edition = 'e'.repeat(64) as Edition;
export const PASSWORD = 'a horse and 4 carts';
const passwordHash = hashPassword(PASSWORD);

export const gifts: Au = { kind: 'au', id: auIri(course, 'gifts'), title: { az: 'Hədiyyə' }, moveOn: 'Completed', lesson: { kind: 'reading', unit: '1'.repeat(64) } };
const final: Au = { kind: 'au', id: auIri(course, 'final'), title: { az: 'Sual' }, moveOn: 'Passed', masteryScore: 0.5, lesson: { kind: 'quiz', unit: '2'.repeat(64), path: 'quiz/final.json' } };
const quiz: Quiz = {
  karvan: 1, attempts: 0, shuffle: false,
  items: [
    { kind: 'single', id: 'gift', points: 1, choices: ['take', 'refuse'], correct: 'refuse' },
    { kind: 'number', id: 'days', points: 1, correct: 15 },
  ],
};
const words = (lang: string, [gift, take, refuse, days]: readonly [string, string, string, string]): QuizWords => ({
  karvan: 1, lang, items: { gift: { prompt: gift, choices: { take: { text: take }, refuse: { text: refuse } } }, days: { prompt: days } },
});
const wordsByLang = { az: words('az', ['Hədiyyə?', 'Almaq', 'İmtina etmək', 'Neçə gün?']), ru: words('ru', ['Подарок?', 'Взять', 'Отказаться', 'Сколько дней?']) };

/** Answers of somebody who knows, and of somebody who does not. */
export const right = { gift: 'refuse', days: '15' };
export const wrong = { gift: 'take', days: '3' };

/** unit → people with their role. Everybody's login is their id, and so is their name, roughly. */
const cast: readonly (readonly [person: string, unit: string, role: Role])[] = [
  ['aysel', 'clinic', 'learner'], ['rauf', 'clinic', 'learner'], ['trainer', 'clinic', 'trainer'], ['supervisor', 'clinic', 'supervisor'],
  ['author', 'health', 'author'], ['operator', 'health', 'operator'],
  ['samad', 'bridges', 'learner'], ['other', 'bridges', 'supervisor'], ['other-operator', 'roads', 'operator'], ['root', 'land', 'operator'],
];
const tree: readonly (readonly [id: string, parent: string | null, kind: 'country' | 'institution' | 'unit', name: string])[] = [
  ['land', null, 'country', 'Ölkə'], ['health', 'land', 'institution', 'Səhiyyə Nazirliyi'], ['clinic', 'health', 'unit', 'Klinika'], ['ward', 'clinic', 'unit', 'Şöbə'],
  ['roads', 'land', 'institution', 'Yol Nazirliyi'], ['bridges', 'roads', 'unit', 'Körpülər'],
];

export type Ministry = Awaited<ReturnType<typeof aMinistry>>;

export async function aMinistry() {
  const data = await mkdtemp(join(tmpdir(), 'karvan-desk-'));
  const clock = { at: Date.parse('2026-11-25T09:00:00.000Z') };
  const store = openStore(join(data, 'karvan.db'));
  const keys = await openKeys(data, true);
  await beginTrust(store, keys, clock.at);
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const now = () => clock.at;
  const deps: Deps = { store, ingest: ingester({ store, now }), now, newId: v7, keys: keys.server, data, log, version: 'test', started: clock.at, slots: [] };
  await people(store, clock.at);
  const app = buildServer(deps);
  const routes: string[] = [];
  app.addHook('onRoute', (route) => void routes.push(...[route.method].flat().map((method) => `${method} ${route.url}`)));
  const at = await app.listen({ port: 0, host: '127.0.0.1' });
  const desk = deskOf(at);
  return {
    deps, store, clock, data, at, routes, logged, ...desk,
    enrol: async (person: string) => aPhone({ at, keys, person, clock, code: (await store.write((w) => makeCode(w, { kind: 'enrol', person, by: 'root', now: clock.at }))).code }),
    close: async () => {
      await app.close();
      await store.close();
      await rm(data, { recursive: true });
    },
  };
}

async function people(store: Store, now: number): Promise<void> {
  const made = new Date(now).toISOString();
  const password = await passwordHash;
  await store.write(async (w) => {
    for (const [id, parent, kind, name] of tree) await w.insertInto('unit').values({ id, parent, kind, name: JSON.stringify({ az: name }) }).execute();
    for (const [id, unit, role] of cast) {
      const institution = ['clinic', 'health'].includes(unit) ? 'health' : unit === 'land' ? 'land' : 'roads';
      await w.insertInto('person').values({ id, name: `${id} soyadı`, number: `n-${id}`, institution, login: id, password, made }).execute();
      await w.insertInto('membership').values({ person: id, unit, since: '2026-01-01', until: null }).execute();
      await w.insertInto('grants').values({ person: id, role, unit }).execute();
    }
    const manifest = { karvan: 1, kind: 'course', course, release: 3, title: { az: 'Etika' }, source: 'az', structure: [gifts, final] };
    const entry = { course, edition, release: 3, issued: '2026-11-01T00:00:00.000Z', title: { az: 'Etika', ru: 'Этика' }, source: 'az', languages: ['az', 'ru'], voices: [], machine: [], lessons: 2, sizes: {} };
    const bytes = new TextEncoder().encode(JSON.stringify(manifest));
    await w.insertInto('edition').values({ edition, course, release: 3, manifest: bytes, signature: 's', entry: JSON.stringify(entry), published: made, by: 'author' }).execute();
    await w.insertInto('quiz').values({ edition, au: final.id as AuId, quiz: JSON.stringify(quiz), words: JSON.stringify(wordsByLang) }).execute();
  });
}

/** Requests of people who signed in, each with their own cookie. */
function deskOf(at: string) {
  const cookies = new Map<string, string>();
  const signIn = async (name: string, password = PASSWORD) => {
    const reply = await fetch(`${at}/api/desk/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }) });
    const cookie = reply.headers.get('set-cookie');
    if (reply.ok && cookie) cookies.set(name, cookie.split(';')[0]!);
    return reply;
  };
  /** `who` signs in first if they have not yet. A text body is CSV. */
  const ask = async (who: string, method: string, path: string, body?: unknown): Promise<Response> => {
    if (who !== 'nobody' && !cookies.has(who)) await signIn(who);
    const headers = { ...(cookies.has(who) ? { cookie: cookies.get(who)! } : {}), ...(body === undefined ? {} : { 'content-type': typeof body === 'string' || body instanceof Uint8Array ? 'text/csv' : 'application/json' }) };
    const sent = body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body) };
    return fetch(at + path, { method, headers, ...sent });
  };
  const read = async <T>(who: string, path: string): Promise<T> => (await ask(who, 'GET', path)).json() as Promise<T>;
  return { signIn, ask, read, cookies };
}

type Where = { readonly at: string; readonly keys: KeyRing; readonly person: string; readonly clock: { at: number }; readonly code: string };

/** A phone of a person: enrolled over HTTP, with a chain of its own. */
async function aPhone({ at, keys, clock, code }: Where) {
  const [sign, agree] = [await newSigningKey(), await newSealingKey()];
  const [signKey, agreeKey] = [(await importJWK(sign.privateKey, 'ES256')) as CryptoKey, (await importJWK(agree.privateKey, 'ECDH-ES')) as CryptoKey];
  const device = v7() as DeviceId;
  const notice = { version: '1', lang: 'az', at: new Date(clock.at).toISOString() };
  const unproven = { karvan: 1 as const, code, device, sign: sign.publicKey, agree: agree.publicKey, notice } as never as Parameters<typeof proveKey>[0];
  const proof = await proveKey(unproven, signKey, sign.publicKey.kid);
  const joined = await fetch(`${at}/api/enrolments`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...unproven, proof }) });
  const { profile } = (await joined.json()) as Enrolled;
  const chain = { seq: 0, prev: '' };
  const world = { now: () => (clock.at += 1000), newId: v7 };
  const sent: string[] = [];
  const post = async (to: string, sealed: string): Promise<Reply> => {
    const reply = await fetch(`${to}/api/envelopes`, { method: 'POST', headers: { 'content-type': SEALED }, body: sealed });
    if (reply.status !== 200) throw new Error(`${reply.status} ${await reply.text()}`);
    return (await openReply(await reply.text(), agreeKey, [keys.server.receipt.public])) as Reply;
  };
  const seal = (lines: readonly string[], facts: { free?: number; waiting?: number; ahead?: number } = {}) => {
    const { ahead = 0, ...said } = facts;
    const header = { karvan: 1 as const, device, profile: profile as ProfileId, clock: { device: new Date(clock.at + ahead * 1000).toISOString(), uptime: 5 }, facts: said };
    return sealEnvelope(header, lines, { kid: sign.publicKey.kid as never, sign: signKey }, keys.sealPublic);
  };
  /** Sends statements; gives what the server says. */
  const send = async (statements: readonly Statement[], facts: { free?: number; waiting?: number; ahead?: number } = {}): Promise<Reply> => {
    const lines: string[] = [];
    for (const s of statements) {
      const line = writeLine({ seq: ++chain.seq, prev: chain.prev, edition, s });
      chain.prev = await chainHash(line);
      lines.push(line);
    }
    const sealed = await seal(lines, facts);
    if (lines.length > 0) sent.push(sealed);
    return post(at, sealed);
  };
  return {
    device, profile: profile as ProfileId, send, sent,
    /** What a server says it holds, and everything once more to it. */
    receiptFrom: async (to: string) => {
      const { receipt } = await post(to, await seal([]));
      return receipt === undefined ? undefined : openReceipt(receipt, [keys.server.receipt.public]);
    },
    resend: async (to: string) => {
      for (const sealed of sent) await post(to, sealed);
    },
    /** Takes the whole course in a cycle. `claims`: answers by which the phone marks, if it is not honest. */
    take: async (cycle: number, answers: typeof right, claims = answers): Promise<Registration> => {
      const registration = registrationOf(profile as ProfileId, course, cycle);
      const who = { profile: profile as ProfileId, registration, course, language: 'az' };
      const [reads, asks] = [sitting(world, { ...who, au: gifts }), sitting(world, { ...who, au: final })];
      const attempt = v7();
      const said = quiz.items.map((item, i) => answered(world, asks, { attempt, turn: i + 1, item, response: answers[item.id as keyof typeof right], outcome: score(item, claims[item.id as keyof typeof right]) }));
      await send([...opened(world, reads), completed(world, reads), attempted(world, asks, { id: attempt, seed: 7, order: ['gift', 'days'] }), ...said, judged(world, asks, attempt, scoreQuiz(quiz, new Map(Object.entries(claims))))]);
      return registration;
    },
  };
}
