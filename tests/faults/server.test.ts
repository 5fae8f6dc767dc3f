/** Nothing is acknowledged that is not on the disk: a real server, killed in the middle of its work, and its power cut, again and again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { build } from 'vite';
import { digestOfLine } from '../../src/server/sync/lines.ts';
import { openStore } from '../../src/server/store/store.ts';
import { freePort } from '../journeys/a-karvan.ts';
import { aCourse } from '../server/a-course.ts';
import { aPhone, aServer, phoneOf } from '../server/a-server.ts';
import { replacing } from './a-page.ts';
import { tell, times } from './house.ts';
import { aPower, whyNoPower, type Power } from './power.ts';

vi.setConfig({ testTimeout: 3_600_000 });

const home = join(import.meta.dirname, '../..');
const built = join(home, 'node_modules/.cache/karvan-faults', String(process.pid));
afterAll(() => rm(built, { recursive: true, force: true }));

/** `karvan`: the built product. `early`: answers before it commits. `normal`: commits without waiting for the disk. */
type Kind = 'karvan' | 'early' | 'normal';
type Lost = { readonly acknowledged: number; readonly lost: number; readonly orphans: number };

const LINES = 4;

/** Sends from four phones at once and kills the server as soon as some of them were answered. Gives how many acknowledged lines are gone. */
async function lostAfter(kind: Kind, rounds: number, power?: Power): Promise<Lost> {
  const first = await aServer();
  const pack = await aCourse();
  await first.publish(pack);
  const enrolled = await Promise.all([1, 2, 3, 4].map((i) => aPhone(first, i % 2 ? 'aysel' : 'rauf')));
  await first.stop();
  const file = join(first.data, 'karvan.db');
  onDisk(file);
  const place = { url: '', keys: first.keys, clock: first.clock };
  const phones = enrolled.map((phone) => ({ phone: phoneOf(place, phone, phone.profile), written: [] as string[], acknowledged: 0 }));
  for (let round = 1; round <= rounds; round++) {
    const { child, url } = await start(first.data, kind, power);
    place.url = url;
    let answers = 0;
    await Promise.all(
      phones.map(async (each) => {
        // Killed in the middle: what was not acknowledged is sent again in the next round, with more.
        while (child.exitCode === null && child.signalCode === null) {
          each.written.push(...(await each.phone.lines(Array.from({ length: LINES }, () => each.phone.reads(pack)), pack.edition)));
          const said = await each.phone.send(each.written.slice(each.acknowledged).slice(0, 200)).catch(() => undefined);
          if (!said) break;
          each.acknowledged = Math.max(each.acknowledged, said.receipt?.seq ?? 0);
          if (++answers === 3 + (round % 7) * 3) child.kill('SIGKILL');
        }
      }),
    );
    // Nobody sends any more: to a server that forgot its phones, say.
    child.kill('SIGKILL');
    if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
    if (power) {
      power.cut([`${file}-wal`]);
      await rm(`${file}-shm`, { force: true });
    }
  }
  const found = await count(file, phones.map(({ phone, written, acknowledged }) => ({ kid: phone.kid, lines: written.slice(0, acknowledged) })));
  await rm(first.data, { recursive: true });
  return { acknowledged: phones.reduce((sum, each) => sum + each.acknowledged, 0), ...found };
}

/** What stood there before the power is tried lies in the file itself, and not in the log whose end is cut off. */
function onDisk(file: string): void {
  const db = new Database(file);
  db.pragma('wal_checkpoint(truncate)');
  db.close();
}

async function start(data: string, kind: Kind, power: Power | undefined): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const env = { ...process.env, ...power?.env, NODE_ENV: 'production', PORT: String(port), CONTENT_PORT: String(await freePort()), KARVAN_DATA: data };
  const command = kind === 'karvan' ? [join(home, 'src/karvan.mjs'), 'serve'] : [join(await childOf(kind), 'server-child.js'), data, kind];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [Buffer | number];
  if (!(said instanceof Buffer)) throw new Error(`the server ended with ${String(said)}`);
  return { child, url: kind === 'karvan' ? `http://127.0.0.1:${port}` : said.toString().trim() };
}

/** A server from the same sources with one defence taken away, built beside the packages so that it finds them. */
const childOf = (() => {
  const ready = new Map<Kind, Promise<string>>();
  const make = async (kind: Kind) => {
    const outDir = join(built, kind);
    const plugins = kind === 'normal' ? [replacing({ file: '/store/store.ts', what: 'synchronous = full', by: 'synchronous = normal' })] : [];
    await build({ configFile: false, root: home, logLevel: 'silent', plugins, build: { ssr: join(import.meta.dirname, 'server-child.ts'), outDir, emptyOutDir: true, target: 'node20' } });
    return outDir;
  };
  return (kind: Kind) => {
    const held = ready.get(kind) ?? make(kind);
    ready.set(kind, held);
    return held;
  };
})();

/** Opens what the killed server left: acknowledged lines that are not there byte for byte, and lines without a body. */
async function count(file: string, phones: readonly { kid: string; lines: readonly string[] }[]): Promise<{ lost: number; orphans: number }> {
  // A copy: this process had the file open once, and remembers how it was.
  const copy = await mkdtemp(join(tmpdir(), 'karvan-left-'));
  for (const end of ['', '-wal']) if (existsSync(file + end)) await copyFile(file + end, join(copy, `karvan.db${end}`));
  const store = openStore(join(copy, 'karvan.db'));
  const held = await store.read((r) => r.selectFrom('line').leftJoin('envelope', 'envelope.id', 'line.envelope').select(['line.kid', 'line.seq', 'line.digest', 'envelope.id']).execute());
  await store.close();
  await rm(copy, { recursive: true });
  const keys = new Set(held.map((row) => `${row.kid} ${row.seq} ${row.digest}`));
  const lost = phones.flatMap(({ kid, lines }) => lines.filter((line, i) => !keys.has(`${kid} ${i + 1} ${digestOfLine(line)}`)));
  return { lost: lost.length, orphans: held.filter((row) => row.id === null).length };
}

test('a server that is killed in the middle of its work has lost nothing that it acknowledged; one that answers before it commits has', async () => {
  const kills = times(5, 200);
  const [real, early] = [await lostAfter('karvan', kills), await lostAfter('early', 5)];
  tell({ fault: 'server `kill -9` during ingest', times: kills, seen: `${real.lost} of ${real.acknowledged} acknowledged lines lost`, control: `answered before the commit: ${early.lost} of ${early.acknowledged} lost` });
  expect(real.acknowledged).toBeGreaterThan(kills * 4);
  expect(real).toMatchObject({ lost: 0, orphans: 0 });
  expect(early.lost).toBeGreaterThan(0);
});

const noPower = whyNoPower();
test.skipIf(noPower)(`a server whose power is cut has lost nothing that it acknowledged; one that does not wait for the disk has${noPower ? ` (left out: ${noPower})` : ''}`, async () => {
  const cuts = times(3, 50);
  const [real, normal] = [await lostAfter('karvan', cuts, aPower()), await lostAfter('normal', 2, aPower())];
  tell({ fault: 'power of the server cut: all since its last fsync dropped', times: cuts, seen: `${real.lost} of ${real.acknowledged} acknowledged lines lost`, control: `\`synchronous=NORMAL\`: ${normal.lost} of ${normal.acknowledged} lost` });
  expect(real.acknowledged).toBeGreaterThan(cuts * 4);
  expect(real).toMatchObject({ lost: 0, orphans: 0 });
  expect(normal.lost).toBeGreaterThan(0);
});
