/** How fast the real server takes envelopes in, with everything on, beside a bare loop that writes the same bodies and rows. */
import { join } from 'node:path';
import Database from 'libsql';
import { aKarvan, freePort, peopleWithCodes, type Karvan } from '../journeys/a-karvan.ts';
import type { Written } from './bare.ts';
import { childWith, cpuTime } from './cpu.ts';
import { machine, percentile, progress, say, spread, verdict } from './figures.ts';
import { leavingNothing } from './leaving.ts';
import type { Order, Sent } from './load.ts';
import { optionsOf } from './options.ts';
import { startPart, type Part } from './part.ts';

type Run = { readonly size: number; readonly sent: readonly Sent[]; readonly written: readonly Written[]; readonly cpu: { readonly server: number; readonly bare: number }; readonly noted: string };

/** Statements that a person makes here at most: two goes at each course. */
const LIFE = 400;
/** Envelopes: more than the server can take in a second; what is left over is not sent. */
const MOST_A_SECOND = 150;

export async function main(args: readonly string[]): Promise<void> {
  const { rounds, seconds } = optionsOf(args, { rounds: 4 });
  const karvan = await aKarvan();
  await leavingNothing(karvan.end, async () => {
    progress('ingest: starting the server');
    await karvan.start(await freePort());
    const runs: Run[] = [];
    for (const size of [23, 100]) runs.push(await take(karvan, { size, rounds, seconds }));
    tell(runs, seconds);
  });
}

/** Slices of the server's time and the bare loop's take turns; the loop writes what the server has just taken. */
async function take(karvan: Karvan, { size, rounds, seconds }: { size: number; rounds: number; seconds: number }): Promise<Run> {
  const each = Math.floor(LIFE / size);
  const codes = await peopleWithCodes(karvan, Math.ceil((seconds * (7 / 6) * MOST_A_SECOND) / each), String(size));
  progress(`ingest: ${codes.length} phones seal ${codes.length * each} envelopes of ${size} statements`);
  const file = join(karvan.data, 'karvan.db');
  const [load, bare] = [startPart('load', [String(karvan.port())]), startPart('bare', [file])];
  try {
    load.tell({ codes, size, each } satisfies Order);
    await Promise.all([load.said(), bare.said()]);
    await warmUp(load, bare, seconds / 6);
    const [sent, written]: [Sent[], Written[]] = [[], []];
    const [server, cpu] = [childWith('serve') ?? 0, { server: 0, bare: 0 }];
    for (let round = 0; round < rounds; round++) {
      progress(`ingest: ${size} statements an envelope, slice ${round + 1} of ${rounds}`);
      const before = cpuTime(server);
      load.tell({ seconds: seconds / rounds });
      sent.push(await load.said<Sent>());
      cpu.server += cpuTime(server) - before;
      bare.tell({});
      written.push(await bare.said<Written>());
      cpu.bare += written.at(-1)!.cpu;
      if (written.at(-1)!.lines !== sent.at(-1)!.envelopes * size) throw new Error(`${sent.at(-1)!.envelopes} envelopes were acknowledged, ${written.at(-1)!.lines} lines are held`);
    }
    return { size, sent, written, cpu, noted: notesIn(file) };
  } finally {
    await Promise.all([load.end(), bare.end()]);
  }
}

/** A server runs for months: the first seconds of a process are not what a district meets. */
async function warmUp(load: Part, bare: Part, seconds: number): Promise<void> {
  load.tell({ seconds });
  await load.said<Sent>();
  bare.tell({});
  await bare.said<Written>();
}

/** Remarks that the server made on what it was sent: there should be none, or the work measured is not the usual one. */
function notesIn(file: string): string {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare('select note, count(*) as count from line where note is not null group by note').all([]) as { note: string; count: number }[];
  db.close();
  return rows.map(({ note, count }) => `${note} ${count}`).join(', ') || 'none';
}

function tell(runs: readonly Run[], seconds: number): void {
  const head = ['statements an envelope', 'server, statements/s', 'bare loop, statements/s', 'ratio', 'p50 / p95 ms', 'CPU µs a statement, server / bare', 'statements taken'];
  const last = runs.at(-1)!;
  say(`Envelopes taken in, ${seconds} s each in ${last.sent.length} slices, 16 connections (median [least…greatest] of slices)`, head, runs.map(rowOf), [
    `At ${last.size} statements an envelope: ${ratioOf(last).toFixed(2)} of the bare loop; ${verdict(ratioOf(last) >= 0.3, '≥ 0.3')}.`,
    `Both sides: SQLite, WAL, synchronous=${last.written[0]!.fsync}. The load comes from the same machine. Notes that the server made: ${last.noted}.`,
    machine(),
  ]);
}

function rowOf(run: Run): readonly string[] {
  const { size, sent, written, cpu } = run;
  const times = sent.flatMap((slice) => slice.times);
  const total = sum(written.map(({ lines }) => lines));
  const server = sent.map(({ envelopes, milliseconds }) => (envelopes * size) / (milliseconds / 1000));
  const bare = written.map(({ lines, milliseconds }) => lines / (milliseconds / 1000));
  const micros = [cpu.server, cpu.bare].map((time) => ((time * 1000) / total).toFixed(0));
  return [String(size), spread(server, 0), spread(bare, 0), ratioOf(run).toFixed(2), `${percentile(times, 0.5).toFixed(0)} / ${percentile(times, 0.95).toFixed(0)}`, micros.join(' / '), String(total)];
}

/** Both sides kept the same lines: the ratio of their speeds is that of their times. */
function ratioOf({ sent, written }: Run): number {
  return sum(written.map(({ milliseconds }) => milliseconds)) / sum(sent.map(({ milliseconds }) => milliseconds));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
