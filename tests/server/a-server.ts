/** A real server over HTTP on a real SQLite file, one office with people in it, and phones whose every byte a test can choose. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, type CryptoKey } from 'jose';
import pino from 'pino';
import { v7 } from 'uuid';
import type { DeviceId, Edition, KeyId, ProfileId, Registration } from '../../src/core/ids.ts';
import { isProblem } from '../../src/core/problem.ts';
import { score, scoreQuiz } from '../../src/core/quiz/score.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { answered, attempted, completed, judged, opened, sitting } from '../../src/core/session.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { newSealingKey, newSigningKey } from '../../src/pack/keys.ts';
import { makeCode } from '../../src/server/accounts/codes.ts';
import { hashPassword } from '../../src/server/accounts/passwords.ts';
import { publishFolder, type Shelved } from '../../src/server/catalogue/shelf.ts';
import { asListed, beginTrust, changeTrust, trustFile } from '../../src/server/catalogue/trust.ts';
import type { Deps } from '../../src/server/deps.ts';
import { buildServer } from '../../src/server/http.ts';
import { openKeys, type KeyRing } from '../../src/server/store/keys.ts';
import { openStore, type Store } from '../../src/server/store/store.ts';
import { ingester } from '../../src/server/sync/ingest.ts';
import { proveKey, type Enrolment } from '../../src/sync/enrolment.ts';
import { chainHash, sealEnvelope, writeLine, type Header } from '../../src/sync/envelope.ts';
import { SEALED } from '../../src/sync/protocol.ts';
import { openReceipt, type Receipt } from '../../src/sync/receipt.ts';
import { openReply, type Reply } from '../../src/sync/reply.ts';
import { asFolder, publisher, type ServerPack } from './a-course.ts';

// The machine that runs the tests may be a slow one: what is promised is what, not when.
if (typeof vi !== 'undefined') vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export type Server = Awaited<ReturnType<typeof aServer>>;
export type Phone = Awaited<ReturnType<typeof aPhone>>;

export const PASSWORD = 'a horse and 4 carts';
const passwordHash = hashPassword(PASSWORD);
const people = [['aysel', 'learner'], ['rauf', 'learner'], ['author', 'author'], ['supervisor', 'supervisor']] as const;

/** `data`: an existing folder to start on. `wrap`: another store in place of the real one. */
export async function aServer({ data, wrap = (store: Store) => store, app: folder }: { data?: string; wrap?: (store: Store, file: string) => Store; app?: string } = {}) {
  const at = data ?? (await mkdtemp(join(tmpdir(), 'karvan-server-')));
  const clock = { at: Date.parse('2026-11-25T09:00:00.000Z') };
  const store = openStore(join(at, 'karvan.db'));
  const isNew = (await store.read(trustFile)) === undefined;
  const keys = await openKeys(at, isNew);
  await beginTrust(store, keys, clock.at);
  if (isNew) await begin(store, keys, clock.at);
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const served = wrap(store, join(at, 'karvan.db'));
  const now = () => clock.at;
  const deps: Deps = { store: served, ingest: ingester({ store: served, now }), now, newId: v7, keys: keys.server, data: at, log, version: 'test', started: clock.at, slots: ['http://s0.localhost:8081'], ...(folder ? { app: folder } : {}) };
  const app = buildServer(deps);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const stop = async () => {
    // A test reads only what it wants to know of an answer.
    app.server.closeAllConnections();
    await app.close();
    if (served !== store) await served.close();
    await store.close();
  };
  return {
    data: at, url, deps, store, keys, clock, logged, stop,
    code: async (person: string, kind: 'enrol' | 'reset' = 'enrol') => (await store.write((w) => makeCode(w, { kind, person, by: 'supervisor', now: clock.at }))).code,
    publish: async (pack: ServerPack): Promise<Shelved> => {
      const shelved = await publishFolder(deps, await asFolder(pack, join(at, 'built', pack.edition)), 'author');
      if (isProblem(shelved)) throw new Error(`${shelved.code} ${shelved.detail}`);
      return shelved;
    },
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') => fetch(url + path, { method, headers }),
    postJson: (path: string, body: unknown, headers: Record<string, string> = {}) => fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    end: async () => {
      await stop();
      await rm(at, { recursive: true });
    },
  };
}

async function begin(store: Store, keys: KeyRing, now: number): Promise<void> {
  const password = await passwordHash;
  const made = new Date(now).toISOString();
  await changeTrust(store, keys.root, { now, who: 'test', why: 'test' }, (list) => ({ ...list, publishers: [{ id: 'ministry', name: { az: 'Nazirlik' }, keys: [{ key: asListed(publisher.publicKey), from: '2026-01-01T00:00:00.000Z' }] }] }));
  await store.write(async (w) => {
    await w.insertInto('unit').values([
      { id: 'land', parent: null, kind: 'country', name: '{"az":"Ölkə"}' },
      { id: 'health', parent: 'land', kind: 'institution', name: '{"az":"Səhiyyə"}' },
      { id: 'clinic', parent: 'health', kind: 'unit', name: '{"az":"Klinika"}' },
    ]).execute();
    for (const [id, role] of people) {
      await w.insertInto('person').values({ id, name: `${id} soyadı`, number: id, institution: 'health', login: id, password, made }).execute();
      await w.insertInto('membership').values({ person: id, unit: 'clinic', since: '2026-01-01', until: null }).execute();
      await w.insertInto('grants').values({ person: id, role, unit: 'clinic' }).execute();
    }
  });
}

/** Keys and an enrolment that nobody has sent yet. */
export async function newKeys(code: string) {
  const [sign, agree] = [await newSigningKey(), await newSealingKey()];
  const signKey = (await importJWK(sign.privateKey, 'ES256')) as CryptoKey;
  const agreeKey = (await importJWK(agree.privateKey, 'ECDH-ES')) as CryptoKey;
  const unproven = { karvan: 1 as const, code, device: v7(), sign: sign.publicKey, agree: agree.publicKey, notice: { version: '1', lang: 'az', at: '2026-11-25T09:00:00.000Z' } } as unknown as Omit<Enrolment, 'proof'>;
  const enrolment: Enrolment = { ...unproven, proof: await proveKey(unproven, signKey, sign.publicKey.kid) };
  return { device: unproven.device as DeviceId, kid: sign.publicKey.kid as KeyId, signKey, agreeKey, enrolment };
}

/** A phone of `person`, enrolled over HTTP. */
export async function aPhone(server: Server, person = 'aysel') {
  const keys = await newKeys(await server.code(person));
  const joined = await server.postJson('/api/enrolments', keys.enrolment);
  if (joined.status !== 201) throw new Error(await joined.text());
  return phoneOf(server, keys, ((await joined.json()) as { profile: ProfileId }).profile);
}

export type Answers = Readonly<Record<string, string>>;
export const right: Answers = { gift: 'refuse', days: '15' };

export function phoneOf(server: Pick<Server, 'url' | 'keys' | 'clock'>, keys: Awaited<ReturnType<typeof newKeys>>, profile: ProfileId) {
  const chain = { seq: 0, prev: '' };
  const world = { now: () => (server.clock.at += 1000), newId: v7 };
  const header = (change: Partial<Header> = {}): Header => ({ karvan: 1, device: keys.device, profile, clock: { device: new Date(server.clock.at).toISOString(), uptime: 5 }, ...change });
  const post = (jwe: string) => fetch(`${server.url}/api/envelopes`, { method: 'POST', headers: { 'content-type': SEALED }, body: jwe });
  const phone = {
    ...keys, profile, chain, world, header, post,
    registration: (pack: ServerPack, cycle = 1): Registration => registrationOf(profile, pack.course, cycle),
    /** Exact lines for statements, chained to those before. */
    lines: async (statements: readonly Statement[], edition?: Edition, layers: readonly Edition[] = []): Promise<string[]> => {
      const lines: string[] = [];
      for (const s of statements) {
        const line = writeLine({ seq: ++chain.seq, prev: chain.prev, ...(edition ? { edition } : {}), ...(layers.length > 0 ? { layers } : {}), s });
        chain.prev = await chainHash(line);
        lines.push(line);
      }
      return lines;
    },
    seal: (lines: readonly string[], change: Partial<Header> = {}) => sealEnvelope(header(change), lines, { kid: keys.kid, sign: keys.signKey }, server.keys.sealPublic),
    send: async (lines: readonly string[], change: Partial<Header> = {}) => phone.read(await post(await phone.seal(lines, change))),
    /** The reply and what its receipt says. */
    read: async (response: Response): Promise<{ reply: Reply; receipt: Receipt | undefined }> => {
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
      const reply = (await openReply(await response.text(), keys.agreeKey, [server.keys.server.receipt.public])) as Reply;
      return { reply, receipt: reply.receipt === undefined ? undefined : await openReceipt(reply.receipt, [server.keys.server.receipt.public]) };
    },
    /** Statements of reading the lesson and taking the quiz. `claims`: answers by which the phone marks, if it is not honest. */
    takes: (pack: ServerPack, { cycle = 1, answers = right, claims = answers, attempt = v7() as string }: { cycle?: number; answers?: Answers; claims?: Answers; attempt?: string } = {}): Statement[] => {
      const what = { profile, registration: registrationOf(profile, pack.course, cycle), course: pack.course, language: 'az' };
      const [reads, asks] = [sitting(world, { ...what, au: pack.gifts }), sitting(world, { ...what, au: pack.final })];
      const said = pack.quiz.items.map((item, i) => answered(world, asks, { attempt, turn: i + 1, item, response: answers[item.id] ?? '', outcome: score(item, claims[item.id] ?? '') }));
      return [...opened(world, reads), completed(world, reads), attempted(world, asks, { id: attempt, seed: 7, order: pack.quiz.items.map((item) => item.id) }), ...said, judged(world, asks, attempt, scoreQuiz(pack.quiz, new Map(Object.entries(claims))))];
    },
    /** A plain statement that means little: "opened the lesson". */
    reads: (pack: ServerPack, cycle = 1): Statement => {
      const what = sitting(world, { profile, registration: registrationOf(profile, pack.course, cycle), course: pack.course, language: 'az', au: pack.gifts });
      return opened(world, what)[1]!;
    },
  };
  return phone;
}
