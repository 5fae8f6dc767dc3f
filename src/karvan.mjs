#!/usr/bin/env node
/**
 * The door to the command line: builds Karvan when its build is missing or older than its sources, then hands the command to
 * the author's tools or to the server. `npm start` is `karvan serve --trial`; its first start has the sample courses built.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, second] = process.argv.slice(2);
const isServers = ['serve', 'people', 'audit', 'backup', 'restore'].includes(command) || (command === 'keys' && ['trust', 'revoke', 'withdraw', 'rotate'].includes(second));

await buildWhenStale();
if (command === 'serve' && process.argv.includes('--trial')) await buildSamplesOnce();
const { main } = await import(bundle(isServers ? 'server' : 'author'));
await main(process.argv.slice(2), home);

function bundle(name) {
  return new URL(`../dist/node/${name}.js`, import.meta.url).href;
}

async function buildWhenStale() {
  const built = join(home, 'dist/node/server.js');
  const sources = ['src', 'locales', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((name) => join(home, name));
  if (existsSync(built) && sources.every((source) => newest(source) <= statSync(built).mtimeMs)) return;
  process.stderr.write('Building Karvan …\n');
  // Whatever is set for the shell: people get the build that is made for them.
  process.env.NODE_ENV = 'production';
  const { createBuilder } = await import('vite');
  const builder = await createBuilder({ root: home, logLevel: 'warn' });
  await builder.buildApp();
}

/** The sample courses as packs in the data folder, for the server to publish. They are signed by a key made for this folder alone. */
async function buildSamplesOnce() {
  const data = process.env.KARVAN_DATA || join(home, 'data');
  if (existsSync(join(data, 'trial-accounts.json'))) return;
  process.stderr.write('Building the sample courses …\n');
  const keys = join(data, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  if (!existsSync(join(keys, 'karvan-samples.key.json'))) await karvan('keys', 'new', 'karvan-samples', '--keys', keys);
  const samples = join(home, 'src/samples');
  for (const name of readdirSync(samples)) {
    if (!existsSync(join(samples, name, 'course.yaml'))) continue;
    await karvan('build', join(samples, name), '--keys', keys, '--out', join(data, 'trial'));
  }
}

/** Runs an author's command as a process of its own. A sample that cannot be built is said, and keeps nobody from starting. */
async function karvan(...args) {
  const door = 'const [, tools, ...args] = process.argv; const { main } = await import(tools); await main(args, "");';
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', door, bundle('author'), ...args]);
  } catch (error) {
    process.stderr.write(`karvan ${args[0]} failed:\n${error.stdout}${error.stderr}\n`);
  }
}

/** Newest change below a path, in milliseconds; sample media do not count, they are no part of the build. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  if (path.endsWith(join('src', 'samples'))) return 0;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
