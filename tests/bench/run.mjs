#!/usr/bin/env node
/**
 * Measurements, both sides in one run: `node tests/bench/run.mjs [record|install|import|seek|ingest|carry|voice|switch|voiceover] [--rounds n] [--seconds n] [--quick]`.
 * Each name is a module of this folder with a `main(args)`; parts that need a process of their own are started the same way.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const [first = '', ...rest] = process.argv.slice(2);
const [name, args] = /^[a-z]/.test(first) ? [first, rest] : ['all', process.argv.slice(2)];
const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
if (!existsSync(file)) {
  process.stderr.write(`There is no measurement named ${name}. There are record, install, import, seek, ingest, carry, voice, switch and voiceover.\n`);
  process.exit(1);
}
// What a measurement started ends with it, also when a person stops it: browsers and servers are in process groups of their own.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
try {
  const { module } = await runnerImport(file);
  await module.main(args);
} catch (error) {
  process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
