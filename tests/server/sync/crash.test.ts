/** Nothing is acknowledged that is not on the disk: a real server, killed in the middle of its work, again and again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { digestOfLine } from '../../../src/server/sync/lines.ts';
import { openStore } from '../../../src/server/store/store.ts';
import { aCourse } from '../a-course.ts';
import { aPhone, aServer, phoneOf } from '../a-server.ts';

const home = join(import.meta.dirname, '../../..');
// Beside the packages, so that it finds them.
const built = join(home, 'node_modules/.cache/karvan-crash', String(process.pid));
beforeAll(async () => {
  await build({ configFile: false, root: home, logLevel: 'silent', build: { ssr: fileURLToPath(new URL('crash-child.ts', import.meta.url)), outDir: built, emptyOutDir: true, target: 'node20' } });
}, 60_000);
afterAll(() => rm(built, { recursive: true, force: true }));

const ROUNDS = 6;
const LINES = 4;

/** Sends from four phones at once, and kills the server as soon as some of them were answered. Gives how many acknowledged lines are gone. */
async function lostAfterKills(kind: 'real' | 'early'): Promise<{ acknowledged: number; lost: number; orphans: number }> {
  const first = await aServer();
  const pack = await aCourse();
  await first.publish(pack);
  const enrolled = await Promise.all([1, 2, 3, 4].map((i) => aPhone(first, i % 2 ? 'aysel' : 'rauf')));
  await first.stop();
  const place = { url: '', keys: first.keys, clock: first.clock };
  const phones = enrolled.map((phone) => ({ phone: phoneOf(place, phone, phone.profile), written: [] as string[], acknowledged: 0 }));
  for (let round = 1; round <= ROUNDS; round++) {
    const { child, url } = await start(first.data, kind);
    place.url = url;
    let answers = 0;
    await Promise.all(
      phones.map(async (each) => {
        // Killed in the middle: what was not acknowledged is sent again in the next round, with more.
        while (child.exitCode === null && child.signalCode === null) {
          each.written.push(...(await each.phone.lines(Array.from({ length: LINES }, () => each.phone.reads(pack)), pack.edition)));
          const said = await each.phone.send(each.written.slice(each.acknowledged)).catch(() => undefined);
          if (!said) break;
          each.acknowledged = Math.max(each.acknowledged, said.receipt?.seq ?? 0);
          if (++answers === round * 3) child.kill('SIGKILL');
        }
      }),
    );
    if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
  }
  const found = await count(first.data, phones.map(({ phone, written, acknowledged }) => ({ kid: phone.kid, lines: written.slice(0, acknowledged) })));
  await rm(first.data, { recursive: true });
  return { acknowledged: phones.reduce((sum, each) => sum + each.acknowledged, 0), ...found };
}

async function start(data: string, kind: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(built, 'crash-child.js'), data, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: said.toString().trim() };
}

/** Opens what the killed server left: acknowledged lines that are not there byte for byte, and lines without a body. */
async function count(data: string, phones: readonly { kid: string; lines: readonly string[] }[]): Promise<{ lost: number; orphans: number }> {
  const store = openStore(join(data, 'karvan.db'));
  const held = await store.read((r) => r.selectFrom('line').leftJoin('envelope', 'envelope.id', 'line.envelope').select(['line.kid', 'line.seq', 'line.digest', 'envelope.id']).execute());
  await store.close();
  const keys = new Set(held.map((row) => `${row.kid} ${row.seq} ${row.digest}`));
  const lost = phones.flatMap(({ kid, lines }) => lines.filter((line, i) => !keys.has(`${kid} ${i + 1} ${digestOfLine(line)}`)));
  return { lost: lost.length, orphans: held.filter((row) => row.id === null).length };
}

test('a server that is killed in the middle of its work has lost nothing that it acknowledged', async () => {
  const { acknowledged, lost, orphans } = await lostAfterKills('real');
  expect(acknowledged).toBeGreaterThan(20);
  expect({ lost, orphans }).toEqual({ lost: 0, orphans: 0 });
}, 180_000);

test('negative control: a server that answers before it commits is found out', async () => {
  const { acknowledged, lost } = await lostAfterKills('early');
  expect(acknowledged).toBeGreaterThan(0);
  expect(lost).toBeGreaterThan(0);
}, 180_000);
