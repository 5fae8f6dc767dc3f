import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isWrong, readArguments, wrong, type Ending, type Given, type Wrong } from '../arguments.ts';
import { counted, sayFaults } from '../fault.ts';
import { openWork, unitsNow, unitsPath, wrongLanguages } from '../translate/place.ts';
import { summary } from '../translate/summary.ts';
import { writeUnits } from '../translate/units.ts';
import type { World } from '../world.ts';
import { applied, type Sender } from './apply.ts';
import type { NotRead, Row } from './markup.ts';
import { fetchUnits, publishUnits, type Opened } from './server.ts';
import { readSubtitles, writeSubtitles } from './subtitles.ts';
import { readTmx, writeTmx } from './tmx.ts';
import { readXliff, writeXliff12, writeXliff2 } from './xliff.ts';

const formats = ['xliff', 'xliff12', 'vtt', 'tmx'] as const;
type Format = (typeof formats)[number];
const endings: { readonly [format in Format]: string } = { xliff: '.xlf', xliff12: '.xlf', vtt: '.vtt', tmx: '.tmx' };

/** `karvan review`: hands the units of a language to people and bureaus, and takes back what they made of them. */
export async function review(args: readonly string[], world: World): Promise<Ending> {
  const [word, ...rest] = args;
  if (word === 'export') return exportUnits(rest, world);
  if (word === 'import') return importUnits(rest, world);
  if (word === 'publish' || word === 'fetch') return overServer(word, rest, world);
  return wrong(word === undefined ? 'say what to do: export, import, publish or fetch' : `there is no “review ${word}”; it is export, import, publish or fetch`);
}

async function exportUnits(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>'], ['to', 'format', 'out', 'into']);
  if (isWrong(given)) return given;
  const format = formats.find((each) => each === (given.options.format ?? 'xliff'));
  if (!format) return wrong(`--format is “${given.options.format}”; it may be ${formats.join(', ')}`);
  const opened = await open(given, world);
  if (typeof opened === 'number' || isWrong(opened)) return opened;
  const { work, to, units } = opened;
  const { source: from, course } = work.original;
  const out = given.options.out ?? join(work.folder, 'review', format === 'vtt' ? '' : `${course.split('/')[1]}.${to}${endings[format]}`);
  const heading = { course, from, to };
  const files =
    format === 'vtt' ? [...writeSubtitles(units)].map(([lesson, text]) => [join(out, `${lesson}.${to}.vtt`), text] as const)
    : [[out, format === 'tmx' ? writeTmx(units, heading) : format === 'xliff12' ? writeXliff12(units, heading) : writeXliff2(units, heading)] as const];
  for (const [path, text] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  world.out(`${to}: ${summary(units)}`);
  for (const [path] of files) world.out(path);
  return 0;
}

async function importUnits(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>', '<file>'], ['to', 'format', 'as', 'by', 'lesson', 'into']);
  if (isWrong(given)) return given;
  const [, file] = given.names as [string, string];
  const sender = senderOf(given);
  if (isWrong(sender)) return sender;
  const format = (given.options.format as Format | undefined) ?? formatOf(file);
  if (!format || !formats.includes(format)) return wrong(`${given.options.format ?? file} is no format that is read; --format may be ${formats.join(', ')}`);
  const opened = await open(given, world);
  if (typeof opened === 'number' || isWrong(opened)) return opened;
  const { work, to, units } = opened;
  if ((await stat(file)).size > 64 * 1024 * 1024) return fail(`${file}: is longer than 64 MiB`, world);
  const text = await readFile(file, 'utf8');
  const rows = rowsIn(text, format, { work, to, units, lesson: given.options.lesson });
  if ('kind' in rows) return fail(`${file}:${rows.line}: ${rows.what}\n    Nothing was taken over.`, world);
  if (rows.length > 0 && rows.every(({ id }) => id === '')) return fail(`${file}: is a memory without the units of this course\n    Give it to “karvan translate” with --tm, or put it beside the units as memory.tmx.`, world);
  if (!sender.as && rows.some(({ state }) => state === undefined)) return wrong('--as is missing: the file does not say how far its lines are, so say --as reviewed, or --as machine when nobody has read them');
  const { units: made, changed, older, faults } = applied(units, rows.filter(({ id }) => id !== ''), sender, file);
  sayFaults(faults, world.err);
  await writeUnits(unitsPath(work, to), made);
  world.out(`${counted(changed, 'unit')} changed${older > 0 ? `; ${older} translate what has been changed in the course since` : ''}${faults.length > 0 ? `; ${faults.length} left out` : ''}`);
  world.out(`${to}: ${summary(made)}`);
  return faults.length > 0 ? 1 : 0;
}

async function overServer(word: 'publish' | 'fetch', args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>'], ['to', 'server', 'as', 'into']);
  if (isWrong(given)) return given;
  const opened = await open(given, world);
  if (typeof opened === 'number' || isWrong(opened)) return opened;
  return word === 'publish' ? publishUnits(opened, given, world) : fetchUnits(opened, given, world);
}

async function open(given: Given, world: World): Promise<Opened | Wrong | 1> {
  const { to, into } = given.options;
  const work = await openWork(given.names[0]!, into, world);
  if (isWrong(work)) return work;
  if ('kind' in work) return 1;
  const bad = wrongLanguages(to === undefined ? [] : [to], work.original);
  if (bad) return bad;
  const units = await unitsNow(work, to!, world);
  return units ? { work, to: to!, units } : 1;
}

function rowsIn(text: string, format: Format, { work, to, units, lesson }: Opened & { readonly lesson: string | undefined }): readonly Row[] | NotRead {
  const from = work.original.source;
  if (format === 'vtt') return readSubtitles(text, units, lesson);
  if (format === 'tmx') return readTmx(text, { from, to });
  const file = readXliff(text);
  if ('kind' in file) return file;
  if (file.to !== '' && file.to.toLowerCase() !== to.toLowerCase()) return { kind: 'not-read', line: 1, what: `is a translation into ${file.to}, not ${to}` };
  return file.rows;
}

function senderOf({ options: { as, by } }: Given): Sender | Wrong {
  if (as !== undefined && as !== 'machine' && as !== 'reviewed' && as !== 'approved') return wrong(`--as is “${as}”; it may be machine, reviewed or approved`);
  if ((as === 'reviewed' || as === 'approved') && by === undefined) return wrong(`--by is missing: who stands for --as ${as}`);
  return { ...(as === undefined ? {} : { as }), ...(by === undefined ? {} : { by }) };
}

function formatOf(file: string): Format | undefined {
  if (/\.(xlf|xliff)$/i.test(file)) return 'xliff';
  return formats.find((each) => file.toLowerCase().endsWith(endings[each]));
}

function fail(text: string, { err }: World): 1 {
  err(`karvan review: ${text}\n`);
  return 1;
}
