/** A server whose data folder of yesterday is copied back, nothing else touched. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { aKarvan, freePort } from '../journeys/a-karvan.ts';
import { aDevice, type Device } from './a-device.ts';

/** `written`: lines that phones wrote and a receipt named. `lost`: of those, what the server lacks in the end. `unsure`: phones that were never told how it stands. */
export type Restored = { readonly written: number; readonly lost: number; readonly unsure: number };

/** Two phones learn; the server is set back to an earlier day, `times` times; then both phones come once. */
export async function afterRestores(times: number): Promise<Restored> {
  const karvan = await aKarvan();
  try {
    await karvan.start(await freePort());
    const origin = () => `http://127.0.0.1:${karvan.port()}`;
    const codes = karvan.people().filter(({ role }) => role === 'learner').map(({ code }) => code!);
    const phones = await Promise.all(codes.map((code) => aDevice(origin(), code)));
    for (let time = 0; time < times; time++) {
      await learnAll(phones, origin());
      const yesterday = await copyOf(karvan);
      await learnAll(phones, origin());
      // Only one of them is heard between the copy and today.
      await learnAll(phones.slice(0, 1), origin());
      await karvan.stop();
      await rm(karvan.data, { recursive: true });
      await cp(yesterday, karvan.data, { recursive: true });
      await rm(yesterday, { recursive: true });
      await karvan.start(karvan.port());
    }
    const written = await sum(phones.map((device) => device.received()));
    // What a receipt named once and the server no longer has is noticed at the next contact, and sent.
    for (const device of phones) {
      await device.contact(origin());
      await device.contact(origin());
    }
    const held = phones.map((device) => heldLines(karvan.data, device.open.kid));
    const unsure = await sum(phones.map(async (device, n) => Number((await device.received()) !== held[n])));
    const all = await sum(phones.map(async ({ db, open }) => (await db.profiles.get(open.id))!.seq));
    return { written, lost: all - held.reduce((total, each) => total + each, 0), unsure };
  } finally {
    await karvan.end();
  }
}

async function learnAll(phones: readonly Device[], origin: string): Promise<void> {
  for (const device of phones) {
    await device.learn(4);
    await device.contact(origin);
  }
}

/** The folder as a person copies it: the server is stopped, and started again. */
async function copyOf(karvan: Awaited<ReturnType<typeof aKarvan>>): Promise<string> {
  await karvan.stop();
  const folder = await mkdtemp(join(tmpdir(), 'karvan-yesterday-'));
  await cp(karvan.data, folder, { recursive: true });
  await karvan.start(karvan.port());
  return folder;
}

function heldLines(data: string, kid: string): number {
  const db = new Database(join(data, 'karvan.db'), { readonly: true });
  const [row] = db.prepare('select count(distinct seq) as count from line where kid = ?').all([kid]) as { count: number }[];
  db.close();
  return row!.count;
}

async function sum(values: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(values)).reduce((total, each) => total + each, 0);
}
