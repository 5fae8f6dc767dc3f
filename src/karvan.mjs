#!/usr/bin/env node
/**
 * The door to the command line: builds Karvan when its build is missing or older than its sources, then hands the command to
 * the author's tools or to the server. `npm start` is `karvan serve --trial`.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const serverCommands = new Set(['serve', 'people', 'backup', 'restore']);

await buildWhenStale();
const { main } = await import(new URL(`../dist/node/${serverCommands.has(process.argv[2]) ? 'server' : 'author'}.js`, import.meta.url).href);
await main(process.argv.slice(2), home);

async function buildWhenStale() {
  const built = join(home, 'dist/node/server.js');
  const sources = ['src', 'locales', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((name) => join(home, name));
  if (existsSync(built) && sources.every((source) => newest(source) <= statSync(built).mtimeMs)) return;
  process.stderr.write('Building Karvan …\n');
  const { createBuilder } = await import('vite');
  const builder = await createBuilder({ root: home, logLevel: 'warn' });
  await builder.buildApp();
}

/** Newest change below a path, in milliseconds; sample media do not count, they are no part of the build. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  if (path.endsWith(join('src', 'samples'))) return 0;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
