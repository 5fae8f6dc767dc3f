import { realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { publisherOf } from '../../pack/manifest.ts';
import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { checkFolder } from '../check/check.ts';
import { sizeLines, sizesOf } from '../check/sizes.ts';
import { counted, errorsIn, sayFaults } from '../fault.ts';
import { isKeyFault, keysFolder, privateKeyOf } from '../keys/keys.ts';
import { progressBar } from '../progress.ts';
import type { World } from '../world.ts';
import { buildPack } from './build.ts';
import { contentsOf } from './manifest.ts';

/** `karvan build`: checks a folder and writes it as a signed pack. The last line of stdout is the pack's folder. */
export async function build(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<folder>'], ['keys', 'out', 'issued']);
  if (isWrong(given)) return given;
  const folder = given.names[0]!;
  const out = given.options.out ?? '.';
  const issued = issuedAt(given.options.issued, world);
  if (issued === undefined) return wrong(`--issued is “${given.options.issued}”; write a time such as 2026-11-01T00:00:00Z`);
  if (await isInside(out, folder)) return wrong('the pack would lie inside the course folder; name another folder with --out');
  const { faults, course } = await checkFolder(folder);
  sayFaults(faults, world.err);
  if (!course) return fail(`${counted(errorsIn(faults), 'error')}: nothing was written.`, world);
  const key = await privateKeyOf(publisherOf(course.plan.id), keysFolder(given.options.keys, world));
  if (isKeyFault(key)) return fail(`${key.what}\n    ${key.mend} Nothing was written.`, world);
  const bar = progressBar('Building', course.cut.pieces.reduce((a, b) => a + b, 0), world);
  const built = await buildPack(contentsOf(course), { out, key, issued, now: world.now() }, bar.done).finally(bar.end);
  if (built.kind === 'not-built') return fail(`${built.what}\n    ${built.mend}`, world);
  for (const line of sizeLines(sizesOf(course))) world.out(line);
  world.out(`${course.plan.id}, release ${course.plan.release}, issued ${issued}${built.wasThere ? '; it was there already' : ''}`);
  world.out(built.folder);
  return 0;
}

function fail(text: string, { err }: World): 1 {
  err(`karvan build: ${text}\n`);
  return 1;
}

/** The time in UTC, as manifests say it. Undefined when it is none. */
export function issuedAt(option: string | undefined, { now }: World): string | undefined {
  if (option === undefined) return now().toISOString();
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.test(option)) return undefined;
  const time = new Date(option);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** Whether packs would be written among an author's files. */
async function isInside(out: string, folder: string): Promise<boolean> {
  const way = relative(await realOf(folder), await realOf(out));
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(way) !== way);
}

/** The real path of a folder that need not exist yet. */
async function realOf(path: string): Promise<string> {
  const full = resolve(path);
  const real = await realpath(full).catch(() => undefined);
  if (real !== undefined || dirname(full) === full) return real ?? full;
  return join(await realOf(dirname(full)), full.slice(dirname(full).length));
}
