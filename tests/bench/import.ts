/** How fast one `.karvan` file of 1 GB is taken in, verified and strict, beside the same bytes of the same file stored with no care; and what that takes of memory. */
import { createReadStream, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { writeZip } from '../../src/pack/zip.ts';
import { BYTES_FILE, MANIFEST_FILE, packFolder, SIGNATURE_FILE } from '../../src/pack/layout.ts';
import { putFile } from '../journeys/picker.ts';
import { machine, median, progress, say, spread, verdict } from './figures.ts';
import { browserName, inFreshBrowser, onGround, type Ground } from './ground.ts';
import type { Source } from './import.page.ts';
import { leavingNothing } from './leaving.ts';
import { watchMemory, type Growth } from './memory.ts';
import { optionsOf, type Options } from './options.ts';
import { noise, writePack, type BenchPack } from './pack.ts';

const MB = 1e6;
const sides = ['karvan', 'unverified'] as const;
type Side = (typeof sides)[number];
type Round = { readonly speed: number; readonly pages: Growth | undefined; readonly browser: Growth | undefined };

export async function main(args: readonly string[]): Promise<void> {
  const options = optionsOf(args, { rounds: 3 });
  const folder = mkdtempSync(join(tmpdir(), 'karvan-bench-file-'));
  const undo = () => rmSync(folder, { recursive: true, force: true });
  await leavingNothing(undo, () => onGround(async (ground) => measure(ground, folder, options)));
}

async function measure(ground: Ground, folder: string, { rounds, isQuick }: Options): Promise<void> {
  const { pack, file } = await aFile(ground.folder, folder, isQuick ? 50 : 1000);
  const taken: Record<Side, Round[]> = { karvan: [], unverified: [] };
  let browser = '';
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      progress(`import: round ${round + 1} of ${rounds}, ${side}`);
      taken[side].push(
        await inFreshBrowser(ground, async (page) => {
          browser = browserName(page);
          return taking(page, { side, pack, file });
        }),
      );
    }
  }
  tell(pack.size, taken, browser);
}

async function taking(page: Page, { side, pack, file }: { side: Side; pack: BenchPack; file: string }): Promise<Round> {
  await page.evaluate(() => bench.showPicker());
  await putFile(page, file);
  const [pages, browser] = [await watchMemory(page), await watchMemory(page, ['browser'])];
  const source: Source = { course: pack.course, edition: pack.edition, from: statSync(file).size - pack.size, size: pack.size };
  const time = await page.evaluate(([how, what]) => (how === 'karvan' ? bench.importFile(what) : bench.storeFile(what)), [side, source] as const);
  const growth = { pages: await pages(), browser: await browser() };
  const held = await page.evaluate((how) => bench.heldBytes(how === 'karvan' ? 'verified' : 'unverified'), side);
  if (held !== pack.size) throw new Error(`${side}: ${held} of ${pack.size} bytes were kept`);
  return { speed: pack.size / MB / (time / 1000), ...growth };
}

/** Eight films, so that pieces differ; written once, without the pack beside it. */
async function aFile(hosted: string, folder: string, megabytes: number): Promise<{ pack: BenchPack; file: string }> {
  progress(`import: a file of ${megabytes} MB is made`);
  const lessons = Array.from({ length: 8 }, (_, n) => ({ slug: `film-${n}`, kind: 'video' as const, files: [{ path: `media/film-${n}.mp4`, bytes: noise((megabytes * MB) / 8, n + 1) }] as const }));
  const made = join(folder, 'made');
  const pack = await writePack(made, lessons);
  cpSync(join(made, '.well-known'), join(hosted, '.well-known'), { recursive: true });
  const at = join(made, packFolder(pack.course, pack.edition));
  const sources = [MANIFEST_FILE, SIGNATURE_FILE, BYTES_FILE].map((name) => ({
    name,
    size: statSync(join(at, name)).size,
    parts: () => createReadStream(join(at, name), { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array<ArrayBuffer>>,
  }));
  const file = join(folder, 'course.karvan');
  const out = await open(file, 'w');
  await writeZip(sources, async (bytes, to) => void (await out.write(bytes, 0, bytes.length, to))).finally(() => out.close());
  rmSync(made, { recursive: true });
  return { pack, file };
}

function tell(size: number, taken: Record<Side, Round[]>, browser: string): void {
  const speeds = (side: Side) => taken[side].map(({ speed }) => speed);
  const grown = (side: Side, who: 'pages' | 'browser', which: keyof Growth) => taken[side].flatMap(({ [who]: growth }) => (growth ? [growth[which] / 2 ** 20] : []));
  const memory = (side: Side, who: 'pages' | 'browser', which: keyof Growth) => (grown(side, who, which).length > 0 ? spread(grown(side, who, which), 0) : 'not measured here');
  const ratios = speeds('karvan').map((speed, round) => speed / speeds('unverified')[round]!);
  const row = (name: string, side: Side, ratio: string) => [name, spread(speeds(side)), ratio, memory(side, 'pages', 'most'), memory(side, 'pages', 'kept'), memory(side, 'browser', 'most')];
  const head = ['', 'MB/s', 'Karvan ÷ this', 'page and worker grew by MiB at most', 'after garbage collection', 'the browser’s own process, at most'];
  say(`One file of ${Math.round(size / MB)} MB taken in (${ratios.length} rounds, each in a fresh browser; median [least…greatest])`, head, [
    row('Karvan: verified, strict', 'karvan', '1'),
    row('same bytes of the same file, unverified, relaxed', 'unverified', spread(ratios, 2)),
  ], [
    `Against unverified: ${median(ratios).toFixed(2)}; ${verdict(median(ratios) >= 0.8, '≥ 0.8')}.`,
    machine(browser),
  ]);
}
