import * as v from 'valibot';
import { isProblem } from '../../../src/core/problem.ts';
import { catalogueSchema } from '../../../src/pack/layout.ts';
import { acceptTrust, type Trust, type TrustList } from '../../../src/pack/trust.ts';
import { asListed, changeTrust } from '../../../src/server/catalogue/trust.ts';
import { aCourse, publisher, stranger } from '../a-course.ts';
import { aServer, type Server } from '../a-server.ts';

let server: Server;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.end());

const catalogue = async () => v.parse(catalogueSchema, await (await server.get('/api/catalogue')).json()).courses;
const withdraw = (course: string, edition?: string) =>
  changeTrust(server.store, server.keys.root, { now: server.clock.at, who: 'test', why: 'test' }, (list) => ({ ...list, withdrawn: [...list.withdrawn, { course, ...(edition ? { edition } : {}), reason: { az: 'Səhv var' } }] }));

test('a course is in the catalogue once, by its newest release, with what it costs', async () => {
  const [first, second] = [await aCourse(), await aCourse({ release: 2, reading: 'Yeni' })];
  await server.publish(first);
  await server.publish(second);
  const courses = await catalogue();
  expect(courses).toHaveLength(1);
  expect(courses[0]).toMatchObject({ course: 'ministry/ethics', edition: second.edition, release: 2, lessons: 3, minutes: 6, languages: ['az'], machine: ['az'], voices: ['az'] });
  expect(courses[0]!.sizes['video']).toBe(second.bytes.length);
  expect(courses[0]!.sizes['text']).toBeLessThan(1000);
});

test('what did not change is not sent again; what changed is', async () => {
  for (const path of ['/api/catalogue', '/.well-known/karvan-trust']) {
    const etag = (await server.get(path)).headers.get('etag')!;
    expect((await server.get(path, { 'if-none-match': etag })).status, path).toBe(304);
    await server.publish(await aCourse({ release: path === '/api/catalogue' ? 1 : 2 }));
    await withdraw('ministry/other');
    expect((await server.get(path, { 'if-none-match': etag })).status, path).toBe(200);
  }
});

test('a withdrawn course is marked; when only its newest edition is withdrawn the one before is offered', async () => {
  const [first, second] = [await aCourse(), await aCourse({ release: 2, reading: 'Yeni' })];
  await server.publish(first);
  await server.publish(second);
  await withdraw('ministry/ethics', second.edition);
  expect(await catalogue()).toMatchObject([{ edition: first.edition }]);
  await withdraw('ministry/ethics');
  expect(await catalogue()).toMatchObject([{ edition: second.edition, withdrawn: true }]);
});

test('what a revoked key signed gives way to what another key of its publisher signed, and is marked where there is none', async () => {
  const change = (work: (list: TrustList) => TrustList) => changeTrust(server.store, server.keys.root, { now: server.clock.at, who: 'test', why: 'test' }, work);
  const withKeys = (list: TrustList, work: (keys: TrustList['publishers'][number]['keys']) => TrustList['publishers'][number]['keys']): TrustList => ({ ...list, publishers: list.publishers.map((each) => ({ ...each, keys: work(each.keys) })) });
  await change((list) => withKeys(list, (keys) => [...keys, { key: asListed(stranger.publicKey), from: '2026-01-01T00:00:00.000Z' }]));
  const [first, second] = [await aCourse(), await aCourse({ release: 2, key: stranger.privateKey })];
  await server.publish(first);
  await server.publish(second);
  const revoke = (kid: string) => change((list) => withKeys(list, (keys) => keys.map((each) => (each.key.kid === kid ? { ...each, revoked: '2026-11-25T00:00:00.000Z' } : each))));
  expect(await catalogue()).toMatchObject([{ edition: second.edition }]);
  await revoke(stranger.publicKey.kid);
  expect(await catalogue()).toMatchObject([{ edition: first.edition }]);
  await revoke(publisher.publicKey.kid);
  expect(await catalogue()).toMatchObject([{ edition: second.edition, withdrawn: true }]);
});

test('the trust list is signed by one root, and its version only rises', async () => {
  const fetchTrust = async (held?: Trust) => acceptTrust(await (await server.get('/.well-known/karvan-trust')).json(), held);
  const first = (await fetchTrust()) as Trust;
  expect(isProblem(first)).toBe(false);
  await withdraw('ministry/ethics');
  const second = (await fetchTrust(first)) as Trust;
  expect(second.list.version).toBe(first.list.version + 1);
  expect(second.list.server.seal[0]!.kid).toBe(server.keys.sealPublic.kid);
  expect(JSON.stringify(second)).not.toContain('"d"');
});
