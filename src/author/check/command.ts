import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { counted, errorsIn, faultLines, type Fault } from '../fault.ts';
import type { World } from '../world.ts';
import { checkFolder } from './check.ts';
import { sizeLines, sizesOf } from './sizes.ts';

/** `karvan check`: says every fault of a folder, and what the course will cost people. */
export async function check(args: readonly string[], { out, err }: World): Promise<Ending> {
  const given = readArguments(args, ['<folder>'], ['format']);
  if (isWrong(given)) return given;
  const { format = 'text' } = given.options;
  if (format !== 'text' && format !== 'json') return wrong(`--format is “${format}”; it may be text or json`);
  const { faults, course } = await checkFolder(given.names[0]!);
  const sizes = course && sizesOf(course);
  if (format === 'json') out(JSON.stringify({ ...(course ? { course: course.plan.id, release: course.plan.release } : {}), errors: errorsIn(faults), warnings: faults.length - errorsIn(faults), faults, ...(sizes ? { sizes } : {}) }, undefined, 2));
  else {
    sayFaults(faults, err);
    if (sizes) for (const line of sizeLines(sizes)) out(line);
    out(summary(faults));
  }
  return course ? 0 : 1;
}

/** Faults for people, on stderr, each with its place first. */
export function sayFaults(faults: readonly Fault[], err: World['err']): void {
  for (const fault of faults) err(`${faultLines(fault)}\n`);
}

function summary(faults: readonly Fault[]): string {
  const errors = errorsIn(faults);
  const warnings = faults.length - errors;
  if (errors > 0) return `${counted(errors, 'error')}, ${counted(warnings, 'warning')}: the course cannot be built yet.`;
  return warnings > 0 ? `The course can be built; ${counted(warnings, 'warning')}.` : 'The course can be built; no faults.';
}
