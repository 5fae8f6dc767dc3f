/**
 * Envelopes altered, cut short, sent again, mixed, in another order, of phones that nobody knows. An envelope is believed for its
 * signature alone; control: without looking at the signature, what was altered is kept.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CompactSign, decodeProtectedHeader } from 'jose';
import { newSigningKey } from '../../src/pack/keys.ts';
import { isProblem } from '../../src/core/problem.ts';
import { gunzip, gzip, openSigned, parseHeader, sealText, unsealText } from '../../src/sync/envelope.ts';
import { SEALED } from '../../src/sync/protocol.ts';
import { aPhone, aServer, newKeys, phoneOf, type Phone, type Server } from '../server/a-server.ts';
import { aCourse } from '../server/a-course.ts';
import { tell, times } from './house.ts';

vi.setConfig({ testTimeout: 3_600_000 });
let server: Server;
let pack: Awaited<ReturnType<typeof aCourse>>;
beforeAll(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
});
afterAll(() => server.end());

/** Everything that came in by envelopes, as it stands in the tables. When a phone was last heard is no part of it. */
async function kept(of: Server = server): Promise<string> {
  return of.store.read(async (r) => JSON.stringify([
    await r.selectFrom('line').selectAll().orderBy('kid').orderBy('seq').orderBy('digest').execute(),
    await r.selectFrom('envelope').selectAll().orderBy('id').execute(),
    await r.selectFrom('completion').selectAll().orderBy('registration').execute(),
    await r.selectFrom('receipt').selectAll().orderBy('kid').orderBy('seq').execute(),
    await r.selectFrom('activity').selectAll().execute(),
    await r.selectFrom('device').select(['kid', 'seq', 'hash', 'lines']).orderBy('kid').execute(),
  ]));
}

async function aSealed(phone: Phone): Promise<{ jwe: string; jws: string; lines: readonly string[] }> {
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const jwe = await phone.seal(lines);
  return { jwe, lines, jws: (await unsealText(jwe, (kid) => server.keys.server.seal.get(kid)))! };
}

/** Another sign of the same alphabet: what a broken line or a hand could make of it. */
function flipped(text: string, at: number): string {
  const other = text[at] === 'A' ? 'B' : 'A';
  return text.slice(0, at) + other + text.slice(at + 1);
}

test('of one envelope with any one byte altered, or cut short anywhere, nothing is accepted; as it was made it is', async () => {
  const phone = await aPhone(server);
  const { jwe, jws } = await aSealed(phone);
  const before = await kept();
  const step = Math.ceil(jwe.length / times(150, jwe.length));
  const places = [...Array.from({ length: Math.floor(jwe.length / step) }, (_, i) => i * step), jwe.length - 1, ...dots(jwe).flatMap((at) => [at - 1, at, at + 1])];
  let [tried, accepted] = [0, 0];
  const attempt = async (text: string) => {
    // Each thousand from another address: who sends so many is held off before anybody looks at them.
    const headers = { 'content-type': SEALED, 'x-forwarded-for': `10.0.0.${Math.floor(tried++ / 1000)}` };
    const { status } = await fetch(`${server.url}/api/envelopes`, { method: 'POST', headers, body: text });
    expect(status).not.toBe(429);
    if (status === 200) accepted++;
  };
  for (const at of places) await attempt(flipped(jwe, at));
  for (const at of places) await attempt(jwe.slice(0, at));
  for (const at of [0, 40, jwe.length]) for (const more of [' ', '\n', '=', 'A', '.']) await attempt(jwe.slice(0, at) + more + jwe.slice(at));
  // By somebody who can seal (the key is public) and cannot sign.
  const inner = Math.ceil(jws.length / times(150, jws.length));
  const within = [...Array.from({ length: Math.floor(jws.length / inner) }, (_, i) => i * inner), jws.length - 1];
  for (const at of within) await attempt(await sealText(flipped(jws, at), server.keys.sealPublic));
  for (const at of within) await attempt(await sealText(jws.slice(0, at), server.keys.sealPublic));
  expect([accepted, await kept()]).toEqual([0, before]);
  expect((await phone.post(jwe)).status).toBe(200);
  expect(await kept()).not.toBe(before);
  tell({ fault: 'one envelope with a byte altered, or cut short, outside and inside its seal', times: tried, seen: `${accepted} accepted`, control: 'signature not looked at: the altered one is kept (next row)' });
});

test('what another person signed, or nobody, is refused; control: with the signature not looked at it is kept', async () => {
  const [victim, thief] = [await aPhone(server, 'rauf'), await aPhone(server)];
  const { lines } = await aSealed(victim);
  const body = await gzip(new TextEncoder().encode([JSON.stringify(victim.header()), ...lines].join('\n')));
  const forged = [
    await new CompactSign(body).setProtectedHeader({ alg: 'ES256', kid: victim.kid, typ: 'karvan-envelope' }).sign(thief.signKey),
    await new CompactSign(body).setProtectedHeader({ alg: 'ES256', kid: victim.kid, typ: 'karvan-envelope' }).sign((await newSigningKey()).privateKey),
    `${Buffer.from(JSON.stringify({ alg: 'none', kid: victim.kid })).toString('base64url')}.${Buffer.from(body).toString('base64url')}.`,
    `${Buffer.from(JSON.stringify({ alg: 'HS256', kid: victim.kid })).toString('base64url')}.${Buffer.from(body).toString('base64url')}.AAAA`,
  ];
  const before = await kept();
  for (const jws of forged) expect((await victim.post(await sealText(jws, server.keys.sealPublic))).status).toBe(400);
  expect(await kept()).toBe(before);
  const naive = await withoutLooking(forged[0]!, victim);
  await server.deps.ingest(naive);
  expect(await kept()).not.toBe(before);
  tell({ fault: 'an envelope signed by another phone, by a fresh key, by nobody', times: forged.length, seen: '0 accepted', control: `signature not looked at: ${naive.lines.length} lines kept in somebody else’s name` });
});

/** What the server does, with its one defence left out. */
async function withoutLooking(jws: string, { kid, device, profile, enrolment }: Phone) {
  expect(decodeProtectedHeader(jws).kid).toBe(kid);
  const text = new TextDecoder().decode(await gunzip(Buffer.from(jws.split('.')[1]!, 'base64url'), 1024 * 1024));
  const [first, ...lines] = text.split('\n');
  return { kid, device, profile, agree: enrolment.agree, jws, digest: `forged ${jws.length}`, header: parseHeader(first!), lines };
}

test('parts of two envelopes put together are accepted by nobody', async () => {
  const phone = await aPhone(server);
  const [one, two] = [await aSealed(phone), await aSealed(phone)];
  const before = await kept();
  const [a, b] = [one.jwe.split('.'), two.jwe.split('.')];
  const mixed = a.map((_, i) => a.map((part, j) => (i === j ? b[j]! : part)).join('.')).filter((text) => text !== one.jwe);
  const [c, d] = [one.jws.split('.'), two.jws.split('.')];
  const inner = await Promise.all([[c[0], d[1], c[2]], [c[0], c[1], d[2]]].map((parts) => sealText(parts.join('.'), server.keys.sealPublic)));
  for (const text of [...mixed, ...inner]) expect((await phone.post(text)).status).toBe(400);
  expect(await kept()).toBe(before);
  // A carrier who swaps two whole envelopes of two phones only brings each to where it belongs anyway.
  await phone.post(two.jwe);
  await phone.read(await phone.post(one.jwe));
  expect((await phone.send([])).receipt).toMatchObject({ seq: one.lines.length + two.lines.length });
});

test('an envelope sent again, however often and whenever, changes nothing', async () => {
  const phone = await aPhone(server);
  const sealed = [await aSealed(phone), await aSealed(phone), await aSealed(phone)];
  for (const { jwe } of sealed) await phone.read(await phone.post(jwe));
  const before = await kept();
  for (let round = 0; round < times(3, 50); round++) for (const { jwe } of sealed.toReversed()) {
    // Somebody who sends at a human pace.
    phone.world.now();
    expect((await phone.post(jwe)).status).toBe(200);
  }
  // Sealed afresh by the same phone it is the same lines.
  for (const { lines } of sealed) await phone.send(lines);
  await Promise.all(sealed.map(({ jwe }) => phone.post(jwe)));
  expect(await kept()).toBe(before);
  tell({ fault: 'envelopes sent again', times: times(3, 50) * 3, seen: '0 lines twice', control: 'altered bytes are kept without the signature (above)' });
});

test('envelopes in any order end in the same chain, without a remark', async () => {
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].slice(0, times(3, 6));
  for (const order of orders) {
    const phone = await aPhone(server);
    const sealed = [await aSealed(phone), await aSealed(phone), await aSealed(phone)];
    for (const at of order) await phone.read(await phone.post(sealed[at]!.jwe));
    const { receipt, reply } = await phone.send([]);
    const ofChain = reply.notes.filter(({ note }) => ['fork', 'chain', 'conflict', 'malformed'].includes(note));
    expect([receipt?.seq, receipt?.hash, ofChain]).toEqual([phone.chain.seq, phone.chain.prev, []]);
  }
});

test('what a phone sends before anybody knows it is kept aside and comes in by itself once it is known', async () => {
  const own = await aServer();
  await own.publish(pack);
  const keys = await newKeys(await own.code('aysel'));
  // Known to the server by its person: another phone of theirs joined before.
  const { profile } = await aPhone(own);
  const phone = phoneOf(own, keys, profile);
  const sent = [await aSealedFor(own, phone), await aSealedFor(own, phone)];
  for (const { jwe } of sent) expect((await phone.post(jwe)).status).toBe(202);
  // Somebody else's guess at the same key: never signed by it.
  const stranger = await newSigningKey();
  await phone.post(await sealText(await new CompactSign(await gzip(new TextEncoder().encode('{}'))).setProtectedHeader({ alg: 'ES256', kid: keys.kid }).sign(stranger.privateKey), own.keys.sealPublic));
  expect((await readdir(join(own.data, 'unknown'))).length).toBe(3);
  expect(await linesOf(own, keys.kid)).toBe(0);
  expect((await own.postJson('/api/enrolments', keys.enrolment)).status).toBe(201);
  await expect.poll(() => readdir(join(own.data, 'unknown'))).toEqual([]);
  expect(await linesOf(own, keys.kid)).toBe(sent[0]!.lines.length + sent[1]!.lines.length);
  expect((await phone.send([])).receipt).toMatchObject({ seq: phone.chain.seq, hash: phone.chain.prev });
  await own.end();
});

test('what was kept aside when the server stopped comes in at a later start, when its tables know the phone again', async () => {
  const own = await aServer();
  await own.publish(pack);
  const phone = await aPhone(own);
  await phone.send(await phone.lines(phone.takes(pack), pack.edition));
  const row = await own.store.write(async (w) => {
    // As after an older backup: the phone joined since.
    const device = await w.selectFrom('device').selectAll().where('kid', '=', phone.kid).executeTakeFirstOrThrow();
    await w.deleteFrom('device').where('kid', '=', phone.kid).execute();
    return device;
  });
  await own.stop();
  const older = await aServer({ data: own.data });
  const later = phoneOf(older, phone, phone.profile);
  Object.assign(later.chain, phone.chain);
  const { jwe, lines } = await aSealedFor(older, later);
  expect((await later.post(jwe)).status).toBe(202);
  await older.store.write((w) => w.insertInto('device').values(row).execute());
  await older.stop();
  const again = await aServer({ data: own.data });
  await expect.poll(() => readdir(join(own.data, 'unknown'))).toEqual([]);
  const known = phoneOf(again, phone, phone.profile);
  expect((await known.send([])).receipt).toMatchObject({ seq: row.seq + lines.length });
  await again.stop();
  await rm(own.data, { recursive: true });
});

async function linesOf(of: Server, kid: Phone['kid']): Promise<number> {
  return (await of.store.read((r) => r.selectFrom('line').select('seq').where('kid', '=', kid).execute())).length;
}

async function aSealedFor(of: Server, phone: Phone): Promise<{ jwe: string; lines: readonly string[] }> {
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const jwe = await phone.seal(lines);
  const jws = (await unsealText(jwe, (kid) => of.keys.server.seal.get(kid)))!;
  expect(isProblem(await openSigned(jws, phone.enrolment.sign))).toBe(false);
  return { jwe, lines };
}

function dots(text: string): readonly number[] {
  return [...text].flatMap((sign, at) => (sign === '.' ? [at] : []));
}
