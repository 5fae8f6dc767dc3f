#!/usr/bin/env node
/** `npm run test:faults [-- names of tests]`: the whole house, and then its table as README shows it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'karvan-faults-'));
const table = join(folder, 'table.ndjson');
writeFileSync(table, '');
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'faults', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, KARVAN_FAULTS: 'whole', KARVAN_FAULTS_TABLE: table },
});
const told = readFileSync(table, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
// What two files saw of one fault is one row.
const rows = [...new Set(told.map((row) => row.fault))].map((fault) => {
  const parts = told.filter((row) => row.fault === fault);
  const joined = (of) => parts.map(of).filter(Boolean).join('; ');
  return { fault, times: parts.reduce((sum, row) => sum + row.times, 0), seen: joined((row) => row.seen), control: joined((row) => row.control) };
});
const cells = [['fault', 'times', 'seen', 'without the defence'], ['---', '---', '---', '---'], ...rows.map((row) => [row.fault, row.times, row.seen, row.control])];
process.stdout.write(`\n${cells.map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
