/** The built product as people start it: `karvan serve --trial` as a process of its own on a data folder, really stopped and really killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const home = join(import.meta.dirname, '../..');

type TrialAccount = { readonly role: string; readonly name: string; readonly login?: string; readonly password?: string; readonly code?: string };
export type Karvan = {
  readonly data: string;
  /** Port of the running server. */
  readonly port: () => number;
  /** Starts it on the same data, on this port from now on. */
  readonly start: (port: number) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** What the server printed since it was started. */
  readonly said: () => string;
  /** People of the trial, as printed once. */
  readonly people: () => readonly TrialAccount[];
  /** Runs a command of `karvan` on this data folder; gives what it printed. */
  readonly run: (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<string>;
  /** Stops the server and removes its data. */
  readonly end: () => Promise<void>;
};

/** Its data folder is as a first start leaves it: sample courses, trial people, their codes. */
export async function aKarvan(): Promise<Karvan> {
  const data = mkdtempSync(join(tmpdir(), 'karvan-journey-'));
  cpSync(await firstStart(), data, { recursive: true });
  return karvanOn(data);
}

/** Data of one first start, made once for these sources and this day (codes run out) and copied from then on. */
async function firstStart(): Promise<string> {
  const all = join(home, 'dist/trial');
  const sources = readdirSync(join(home, 'src'), { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(home, 'src', name)).mtimeMs);
  const folder = join(all, `${new Date().toISOString().slice(0, 10)}-${Math.max(...sources)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(all, { recursive: true });
  const karvan = await karvanOn(mkdtempSync(join(all, 'new-')));
  await karvan.start(await freePort());
  await karvan.stop();
  if (!existsSync(join(karvan.data, 'packs'))) throw new Error(`no sample course was published: ${karvan.said()}`);
  try {
    renameSync(karvan.data, folder);
  } catch (error) {
    // Another worker of the same run was faster: one of the two is enough.
    if (!existsSync(folder)) throw error;
    await karvan.end();
  }
  return folder;
}

async function karvanOn(data: string): Promise<Karvan> {
  let at = 0;
  const contentPort = await freePort();
  const env = () => ({ ...process.env, NODE_ENV: 'production', PORT: String(at), CONTENT_PORT: String(contentPort), KARVAN_DATA: data });
  let server: ChildProcess | undefined;
  let said = '';

  const start = async (port: number) => {
    [at, said] = [port, ''];
    server = spawn(process.execPath, [join(home, 'src/karvan.mjs'), 'serve', '--trial'], { env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let tries = 0; tries < 600; tries++) {
      if (server.exitCode !== null) throw new Error(`the server ended: ${said}`);
      const answer = await fetch(`http://localhost:${at}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the server did not start: ${said}`);
  };
  const stop = async () => {
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  };
  return {
    data,
    port: () => at,
    start,
    stop,
    said: () => said,
    people: () => (JSON.parse(readFileSync(join(data, 'trial-accounts.json'), 'utf8')) as { accounts: readonly TrialAccount[] }).accounts,
    run: (args, more = {}) => runKarvan(args, { ...env(), ...more }),
    end: async () => {
      await stop();
      // A restored server has put its older data beside it.
      for (const each of readdirSync(dirname(data)).filter((name) => name.startsWith(basename(data)))) rmSync(join(dirname(data), each), { recursive: true, force: true });
    },
  };
}

/** So many new people, each with a code to enrol one phone. */
export async function peopleWithCodes(karvan: Karvan, count: number, name: string): Promise<readonly string[]> {
  const list = join(karvan.data, `people-${name}.csv`);
  const rows = Array.from({ length: count }, (_, n) => `${name}-${n},Person ${name} ${n},Office,Unit ${name}`);
  writeFileSync(list, ['number,name,institution,unit', ...rows, ''].join('\n'));
  const said = await karvan.run(['people', 'import', list, '--new-units']);
  const codes = [...said.matchAll(/ {2}([0-9A-Z]{5}-[0-9A-Z]{5})$/gm)].map(([, code]) => code!);
  if (codes.length !== count) throw new Error(`${codes.length} codes for ${count} people`);
  return codes;
}

async function runKarvan(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [join(home, 'src/karvan.mjs'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (out.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (out.err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`karvan ${args.join(' ')} ended with ${code}: ${out.out}${out.err}`);
  return out.out;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
