/** A large pack over a road as bad as roads are: slow, lossy, and cut again and again. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { v7 } from 'uuid';
import { openDb } from '../../src/device/db.ts';
import { install } from '../../src/device/install.ts';
import { PIECE_SIZE } from '../../src/pack/manifest.ts';
import { aPack, aTrustFile, course, noise, type Pack } from '../device/a-course.ts';
import { aCutRoad } from './a-cut.ts';
import { at } from './a-device.ts';
import { tell, times } from './house.ts';

const MB = 1_000_000;

test('a large pack comes through all cuts of a slow and lossy road, and at most a twentieth of it twice', async () => {
  const [size, cuts, speed] = [times(1, 20) * MB, times(6, 50), times(1_000_000, 100_000 / 8)];
  const pack = await aPack({ film: noise(size, 3), cut: PIECE_SIZE });
  const host = await aStaticHost(pack);
  const road = await aCutRoad(host.port);
  road.pace = { speed, loss: 0.1 };
  const step = Math.floor(pack.bytes.length / (cuts + 1));
  let tries = 0;
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (String(input).endsWith('/bytes') && tries++ < cuts) road.left = { up: Infinity, down: step };
    return at(road.origin)(input, init);
  };
  const world = { now: Date.now, newId: v7 };
  const end = await install(openDb(`bad-road-${v7()}`), fetch, { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, world, async () => {});
  const again = road.went.down - host.sentOnce - pack.bytes.length;
  await road.close();
  await host.close();
  const share = (again / pack.bytes.length) * 100;
  const anew = ((step * cuts * (cuts + 1)) / 2 / pack.bytes.length) * 100;
  tell({ fault: `${size / MB} MB through cuts at ${(speed * 8) / 1000} kbit/s, one packet in ten late by a retransmission`, times: tries - 1, seen: `${share.toFixed(1)} % fetched again, headers included`, control: `begun anew at each cut it would never end: ${anew.toFixed(0)} % were fetched by then` });
  expect(end.kind).toBe('ready');
  expect(tries).toBeGreaterThan(cuts);
  expect(share).toBeLessThanOrEqual(5);
});

/** Any web server with single ranges. `sentOnce`: what is no part of the archive. */
async function aStaticHost(pack: Pack) {
  const trust = Buffer.from(JSON.stringify(await aTrustFile()));
  const server = createServer((asked, answer) => {
    const path = asked.url ?? '';
    const small = path.endsWith('manifest.json') ? pack.manifestBytes : path.endsWith('manifest.sig') ? pack.signature : path.endsWith('karvan-trust') ? trust : undefined;
    if (small) return void answer.end(small);
    const [, first = '0', last] = /^bytes=(\d+)-(\d+)$/.exec(asked.headers.range ?? '') ?? [];
    const [from, to] = [Number(first), Math.min(Number(last) + 1, pack.bytes.length)];
    answer.writeHead(206, { 'content-range': `bytes ${from}-${to - 1}/${pack.bytes.length}`, 'content-length': to - from });
    answer.end(pack.bytes.subarray(from, to));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as { port: number }).port, sentOnce: pack.manifestBytes.length + pack.signature.length + trust.length, close };
}
