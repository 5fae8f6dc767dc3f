/** `karvan serve` as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { publisherFiles } from './a-publisher.ts';
import { aCourse, asFolder } from './a-course.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const root = join(import.meta.dirname, '../..');
const built = join(root, 'node_modules/.cache/karvan-serve', String(process.pid));
let home: string;
let data: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  await build({ configFile: false, root, logLevel: 'silent', build: { ssr: join(root, 'src/server/main.ts'), outDir: built, emptyOutDir: true, target: 'node20' } });
  await writeFile(join(built, 'run.mjs'), `import { main } from './main.js'; const [home, ...args] = process.argv.slice(2); await main(args, home);`);
  home = await mkdtemp(join(tmpdir(), 'karvan-home-'));
  await mkdir(join(home, 'dist/app'), { recursive: true });
  await mkdir(join(home, 'dist/content'), { recursive: true });
  await writeFile(join(home, 'package.json'), '{"version":"9.9.9"}');
  await writeFile(join(home, 'dist/app/index.html'), '<!doctype html><title>Karvan</title>');
  await writeFile(join(home, 'dist/content/slot.html'), '<!doctype html><title>slot</title>');
}, 60_000);
afterAll(async () => {
  await rm(built, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'karvan-data-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

type Run = { readonly child: ChildProcess; readonly out: () => string; readonly err: () => string; readonly ended: Promise<number | null> };

function run(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [join(built, 'run.mjs'), home, ...args], { env: { ...process.env, KARVAN_DATA: data, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (part: Buffer) => (said.out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said.err += part.toString()));
  return { child, out: () => said.out, err: () => said.err, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function served(args: readonly string[] = []) {
  const [port, contentPort] = [await freePort(), await freePort()];
  const process = run(['serve', ...args], { PORT: String(port), CONTENT_PORT: String(contentPort) });
  await vi.waitFor(() => expect(`${process.out()}${process.err()}`).toContain(`Karvan answers at http://localhost:${port}`), 60_000);
  return { ...process, port, contentPort };
}

const statusAt = (port: number, host: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; body: string; policy: string | undefined }>((resolve, reject) => {
    request({ host, port, path, headers }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString())).on('end', () => resolve({ status: response.statusCode ?? 0, body, policy: response.headers['content-security-policy'] as string | undefined }));
    }).on('error', reject).end();
  });

test('a server that is told to stop stops with 0, and the next start has everything', async () => {
  const first = await served(['--trial']);
  expect(JSON.parse((await statusAt(first.port, '127.0.0.1', '/healthz')).body)).toMatchObject({ version: '9.9.9', store: 'ok' });
  const accounts = await readFile(join(data, 'trial-accounts.json'), 'utf8');
  const trust = (await statusAt(first.port, '127.0.0.1', '/.well-known/karvan-trust')).body;
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  const second = await served(['--trial']);
  expect(await readFile(join(data, 'trial-accounts.json'), 'utf8')).toBe(accounts);
  expect((await statusAt(second.port, '127.0.0.1', '/.well-known/karvan-trust')).body).toBe(trust);
  expect(second.out()).not.toContain('password');
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);
});

test('the first start of a trial makes people whose codes and passwords work, and publishes the built samples', async () => {
  await mkdir(join(data, 'keys'), { recursive: true });
  const { publicFile, privateKey } = await publisherFiles();
  await writeFile(join(data, 'keys/karvan-samples.public.json'), publicFile);
  const pack = await aCourse({ of: 'karvan-samples/safe-computers' as never, key: privateKey });
  await asFolder(pack, join(data, 'trial/packs', pack.course, pack.edition));
  const { port, out } = await served(['--trial']);
  const { accounts } = JSON.parse(await readFile(join(data, 'trial-accounts.json'), 'utf8')) as { accounts: { role: string; name: string; login?: string; password?: string; code?: string }[] };
  expect(accounts.map((each) => each.role)).toEqual(['learner', 'learner', 'trainer', 'supervisor', 'author', 'operator']);
  expect(accounts.filter((each) => each.code).map((each) => each.role)).toEqual(['learner', 'learner', 'trainer', 'supervisor']);
  expect((await stat(join(data, 'trial-accounts.json'))).mode & 0o777).toBe(0o600);
  for (const { code, password } of accounts) for (const secret of [code, password]) if (secret) expect(out()).toContain(secret);
  const { courses } = JSON.parse((await statusAt(port, '127.0.0.1', '/api/catalogue')).body) as { courses: { edition: string }[] };
  expect(courses).toMatchObject([{ edition: pack.edition }]);
  const supervisor = accounts.find((each) => each.role === 'supervisor')!;
  const signedIn = await fetch(`http://127.0.0.1:${port}/api/desk/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: supervisor.login, password: supervisor.password }) });
  expect(signedIn.status).toBe(200);
  await expect(stat(join(data, 'trial'))).rejects.toThrow('ENOENT');
});

test('slots answer by their names on the other port, hold nothing of the app, and only the app may frame them', async () => {
  const { port, contentPort } = await served();
  const slot = await statusAt(contentPort, '127.0.0.1', '/', { host: `s2.localhost:${contentPort}` });
  expect(slot).toMatchObject({ status: 200, body: expect.stringContaining('slot') as string });
  expect(slot.policy).toContain("default-src 'none'");
  expect(slot.policy).toContain(`frame-ancestors http://localhost:${port}`);
  for (const [host, path] of [['localhost', '/'], ['s4.localhost', '/'], ['s0.localhost', '/healthz'], ['s0.localhost', '/api/catalogue'], ['s0.localhost', '/index.html']] as const) {
    expect((await statusAt(contentPort, '127.0.0.1', path, { host })).status, host + path).toBe(404);
  }
});

test('the app answers on ::1 too where this machine has it, and on no address that others can reach', async () => {
  const { port } = await served();
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []).map((each) => each.address);
  for (const address of addresses) {
    const isOurs = address === '127.0.0.1' || address === '::1';
    const status = await statusAt(port, address, '/healthz').then((each) => each.status, () => 'refused');
    expect(status, address).toBe(isOurs ? 200 : 'refused');
  }
});

test('a port that is taken, a port that is none and a command that is none are each said in a sentence', async () => {
  const { port, contentPort } = await served();
  const cases: [string[], Record<string, string>, number, RegExp][] = [
    [['serve'], { PORT: String(port), CONTENT_PORT: String(contentPort) }, 1, /^Port \d+ is in use/],
    [['serve'], { PORT: String(await freePort()), CONTENT_PORT: String(contentPort) }, 1, /^Port \d+ is in use/],
    [['serve'], { PORT: 'eighty' }, 2, /^PORT is “eighty”/],
    [['serve', '--fast'], {}, 2, /^karvan serve/],
    [['keys', 'trust'], {}, 2, /karvan keys trust/],
  ];
  for (const [args, env, code, sentence] of cases) {
    const other = run(args, env);
    expect(await other.ended, `${args.join(' ')} ${other.err()}`).toBe(code);
    expect(other.err()).toMatch(sentence);
    expect(other.err()).not.toMatch(/ at .*\.js/);
  }
  expect((await statusAt(port, '127.0.0.1', '/healthz')).status).toBe(200);
});

const command = async (...args: string[]) => {
  const done = run(args);
  return { code: await done.ended, said: done.out() + done.err() };
};

test('a publisher is trusted, a key revoked and a course withdrawn from the command line, while the server runs', async () => {
  const { port } = await served();
  const { publicFile, privateFile, kid } = await publisherFiles();
  await writeFile(join(data, 'my-ministry.public.json'), publicFile);
  await writeFile(join(data, 'my-ministry.key.json'), privateFile);
  const version = async () => {
    const file = JSON.parse((await statusAt(port, '127.0.0.1', '/.well-known/karvan-trust')).body) as { list: string };
    return JSON.parse(Buffer.from(file.list.split('.')[1]!, 'base64url').toString()) as { version: number; publishers: { id: string; name: unknown; keys: { revoked?: string }[] }[]; withdrawn: unknown[] };
  };
  expect(await command('keys', 'trust', join(data, 'my-ministry.public.json'), '--name', 'My Ministry')).toMatchObject({ code: 0, said: expect.stringContaining('version 2') as string });
  expect(await command('keys', 'trust', join(data, 'my-ministry.public.json'))).toMatchObject({ code: 0, said: expect.stringContaining('version 2') as string });
  expect((await version()).publishers).toMatchObject([{ id: 'my-ministry', name: { en: 'My Ministry' } }]);
  expect((await command('keys', 'revoke', kid)).code).toBe(0);
  expect((await version()).publishers[0]!.keys[0]!.revoked).toBeDefined();
  expect((await command('keys', 'withdraw', 'my-ministry/ethics', '--reason', 'A wrong law is quoted.')).code).toBe(0);
  expect(await version()).toMatchObject({ version: 4, withdrawn: [{ course: 'my-ministry/ethics', reason: { en: 'A wrong law is quoted.' } }] });
  expect((await command('keys', 'withdraw', 'my-ministry/ethics', '--reason', 'Səhv qanun göstərilib.', '--lang', 'az')).code).toBe(0);
  expect(await version()).toMatchObject({ version: 5, withdrawn: [{ reason: { en: 'A wrong law is quoted.', az: 'Səhv qanun göstərilib.' } }] });
  for (const [args, said] of [[['keys', 'trust', join(data, 'my-ministry.key.json')], 'private key'], [['keys', 'trust', join(data, 'gone.json')], 'no file'], [['keys', 'revoke', 'nobody'], 'No publisher'], [['keys', 'revoke', '-nobody'], 'No publisher'], [['keys', 'withdraw', 'my-ministry/ethics'], '--reason'], [['keys', 'withdraw', '../x', '--reason', 'x'], 'no course id']] as const) {
    expect(await command(...args), args.join(' ')).toMatchObject({ code: 2, said: expect.stringContaining(said) as string });
  }
  expect((await version()).version).toBe(5);
});
