import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { counted, errorsIn, sayFaults, type Fault } from '../fault.ts';
import { checkUnits } from '../translate/check.ts';
import { openWork, wrongLanguages } from '../translate/place.ts';
import { statesOf, summary } from '../translate/summary.ts';
import type { World } from '../world.ts';
import { checkFolder } from './check.ts';
import { sizeLines, sizesOf } from './sizes.ts';

/** `karvan check`: says every fault of a folder, and what the course will cost people; with `--lang` also what is wrong with a translation. */
export async function check(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<folder>'], ['format', 'lang', 'into']);
  if (isWrong(given)) return given;
  const { format = 'text', lang } = given.options;
  if (format !== 'text' && format !== 'json') return wrong(`--format is “${format}”; it may be text or json`);
  return lang === undefined ? checkCourse(given.names[0]!, format, world) : checkLanguage(given.names[0]!, lang, given.options.into, format, world);
}

async function checkCourse(folder: string, format: string, { out, err }: World): Promise<Ending> {
  const { faults, course } = await checkFolder(folder);
  const sizes = course && sizesOf(course);
  if (format === 'json') out(JSON.stringify({ ...(course ? { course: course.plan.id, release: course.plan.release } : {}), errors: errorsIn(faults), warnings: faults.length - errorsIn(faults), faults, ...(sizes ? { sizes } : {}) }, undefined, 2));
  else {
    sayFaults(faults, err);
    if (sizes) for (const line of sizeLines(sizes)) out(line);
    out(courseSummary(faults));
  }
  return course ? 0 : 1;
}

/** The translation alone: of the course itself only what keeps it from being read. */
async function checkLanguage(folder: string, lang: string, into: string | undefined, format: string, world: World): Promise<Ending> {
  const work = await openWork(folder, into, world);
  if (isWrong(work)) return work;
  if ('kind' in work) return 1;
  const bad = wrongLanguages([lang], work.original);
  if (bad) return bad;
  const { units, faults } = await checkUnits(work, lang, world);
  const errors = errorsIn(faults);
  if (format === 'json') world.out(JSON.stringify({ course: work.original.course, lang, errors, warnings: faults.length - errors, faults, units: statesOf(units) }, undefined, 2));
  else {
    sayFaults(faults, world.err);
    world.out(`${lang}: ${summary(units)}`);
    world.out(errors > 0 ? `${counted(errors, 'error')}, ${counted(faults.length - errors, 'warning')}: the translation needs mending.` : `No errors; ${counted(faults.length, 'warning')}.`);
  }
  return errors > 0 ? 1 : 0;
}

function courseSummary(faults: readonly Fault[]): string {
  const errors = errorsIn(faults);
  const warnings = faults.length - errors;
  if (errors > 0) return `${counted(errors, 'error')}, ${counted(warnings, 'warning')}: the course cannot be built yet.`;
  return warnings > 0 ? `The course can be built; ${counted(warnings, 'warning')}.` : 'The course can be built; no faults.';
}
