import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { counted, errorsIn, sayFaults } from '../fault.ts';
import type { World } from '../world.ts';
import { checkLocales } from './check.ts';

/** `karvan locale check`: what the interface's languages lack. */
export async function locale(args: readonly string[], { out, err }: World): Promise<Ending> {
  const [verb, ...rest] = args;
  if (verb !== 'check') return wrong(verb === undefined ? 'say “check”' : `there is no “locale ${verb}”; did you mean “locale check”?`);
  const given = readArguments(rest, [], ['lang', 'locales']);
  if (isWrong(given)) return given;
  const { lang, locales = 'locales' } = given.options;
  const faults = await checkLocales(locales, lang);
  sayFaults(faults, err);
  const errors = errorsIn(faults);
  out(errors > 0 ? `${counted(errors, 'gap')}, ${counted(faults.length - errors, 'warning')}.` : `No gaps; ${counted(faults.length, 'warning')}.`);
  return errors > 0 ? 1 : 0;
}
