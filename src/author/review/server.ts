/** `karvan review publish` and `fetch`: units go to a server, where people read them at the desk, and come back as people left them. */
import { join } from 'node:path';
import * as v from 'valibot';
import { fetchedSchema, takenSchema, type Sent } from '../../sync/translations.ts';
import { isWrong, type Ending, type Given, type Wrong } from '../arguments.ts';
import { counted, errorsIn, sayFaults, type Fault } from '../fault.ts';
import { refusalWords } from '../publish/answers.ts';
import { authorizationOf, beneath, seatAt } from '../publish/sign-in.ts';
import { unitsPath, type Work } from '../translate/place.ts';
import { summary } from '../translate/summary.ts';
import { readTerms } from '../translate/terms.ts';
import { writeUnits, type Unit } from '../translate/units.ts';
import type { World } from '../world.ts';
import { applied } from './apply.ts';

/** What lies in the author's folder. */
export type Opened = { readonly work: Work; readonly to: string; readonly units: readonly Unit[] };

/** Hands the units over. Lines that people at the server have brought further are left as they are there. */
export async function publishUnits({ work, to, units }: Opened, given: Given, world: World): Promise<Ending> {
  const faults: Fault[] = [];
  const name = `terms.${to}.tsv`;
  const terms = await readTerms(join(work.folder, name), { name, isOptional: true }, faults);
  sayFaults(faults, world.err);
  if (errorsIn(faults) > 0) return 1;
  const taken = await ask(given, { work, to, world, schema: takenSchema, body: { from: work.original.source, terms: terms as Sent['terms'], lines: [...units] } });
  if ('code' in taken) return taken.code;
  const { kept } = taken.answer;
  world.out(`${counted(taken.answer.lines, 'unit')} handed over to ${taken.base.href}`);
  if (kept > 0) world.out(`${counted(kept, 'unit')} left there as people left them; “karvan review fetch” brings them here`);
  return 0;
}

/** Takes the units back, with states, names and times. What was approved here is not undone. */
export async function fetchUnits({ work, to, units }: Opened, given: Given, world: World): Promise<Ending> {
  const fetched = await ask(given, { work, to, world, schema: fetchedSchema });
  if ('code' in fetched) return fetched.code;
  const { units: made, changed, older, faults } = applied(units, fetched.answer.lines, {}, fetched.base.host);
  sayFaults(faults, world.err);
  await writeUnits(unitsPath(work, to), made);
  world.out(`${counted(changed, 'unit')} changed${older > 0 ? `; ${older} translate what has been changed in the course since` : ''}${faults.length > 0 ? `; ${faults.length} left out` : ''}`);
  world.out(`${to}: ${summary(made)}`);
  return faults.length > 0 ? 1 : 0;
}

type Question<Schema> = Pick<Opened, 'work' | 'to'> & { readonly world: World; readonly schema: Schema; readonly body?: Sent };

async function ask<Schema extends v.GenericSchema>({ options }: Given, { work, to, world, schema, body }: Question<Schema>): Promise<{ readonly answer: v.InferOutput<Schema>; readonly base: URL } | { readonly code: 1 | Wrong }> {
  const seat = seatAt(options.server, options.as, '--server');
  if (isWrong(seat)) return { code: seat };
  const authorization = await authorizationOf(seat, 'karvan review', world);
  if (typeof authorization !== 'string') return { code: authorization };
  const sent = body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) };
  // A password is never sent on by itself.
  const response = await world.fetch(beneath(seat, `/api/translations/${work.original.course}/${to}`), { ...sent, redirect: 'manual', headers: { authorization, 'content-type': 'application/json' } }).catch(() => undefined);
  if (!response) return fail(world, 'the server did not answer', 'Nothing is lost here. Check the address after --server and the network, and run the same command again.');
  const text = await response.text().catch(() => '');
  if (!response.ok) {
    const { what, mend } = refusalWords({ kind: 'answer', status: response.status, body: text });
    return fail(world, what, mend);
  }
  const parsed = v.safeParse(schema, jsonIn(text));
  return parsed.success ? { answer: parsed.output, base: seat.base } : fail(world, 'the server’s answer cannot be read', 'Check the address after --server, and whether the server is as new as this program.');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fail({ err }: World, what: string, mend: string): { readonly code: 1 } {
  err(`karvan review: ${what}\n    ${mend}\n`);
  return { code: 1 };
}
