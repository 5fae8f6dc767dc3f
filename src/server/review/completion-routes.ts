/** The review list, one completion with its evidence, and deciding about it. */
import { say } from '../../core/ids.ts';
import type { Registration } from '../../core/ids.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { completionStates, decideSchema, type Completion, type Completions } from '../../sync/desk.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import { isUnitInScope, type Desk } from '../accounts/scope.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { shape } from '../shape.ts';
import { audit } from '../store/audit.ts';
import type { Reader } from '../store/store.ts';
import { completionsOf, countWaiting, isSeenBy, listPlaces, reviewers, type Wanted } from './completions.ts';
import { inPortions, sendCsv, type Field } from './csv.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { decide } from './decide.ts';
import { evidenceOf } from './evidence.ts';

const text = v.pipe(v.string(), v.maxLength(200));
const querySchema = v.object({ state: v.optional(v.picklist(completionStates)), unit: v.optional(text), course: v.optional(text), person: v.optional(text), after: v.optional(v.pipe(v.string(), v.maxLength(1000))) });
const placeSchema = v.object({ rank: v.picklist([0, 1]), at: v.string(), registration: v.string() });
const PAGE = 50;

export function completionRoutes(app: FastifyInstance, deps: Deps): void {
  const { store } = deps;
  const now = () => new Date(deps.now()).toISOString();
  const listed = { config: open(...reviewers), schema: { querystring: shape(querySchema) } };

  app.get('/api/desk/completions', listed, async (request): Promise<Completions> => {
    const [desk, { after: cursor, ...wanted }] = [deskOf(request), queryOf(request)];
    const after = readCursor(placeSchema, cursor);
    return store.read(async (r) => {
      await needUnit(r, desk, wanted);
      const places = await listPlaces(r, desk, wanted, { now: now(), most: PAGE + 1, ...(after ? { after } : {}) });
      const page = places.slice(0, PAGE);
      const completions = await completionsOf(r, page.map((place) => place.registration), now());
      return { completions: [...completions], waiting: await countWaiting(r, desk, now()), ...(places.length > PAGE ? { next: writeCursor(page.at(-1)!) } : {}) };
    });
  });

  app.get('/api/desk/completions.csv', listed, async (request, reply) => {
    const [desk, { after: _, ...wanted }] = [deskOf(request), queryOf(request)];
    const places = await store.read(async (r) => {
      await needUnit(r, desk, wanted);
      return listPlaces(r, desk, wanted, { now: now(), most: -1 });
    });
    await store.write((w) => audit(w, { at: deps.now(), who: desk.person, what: 'exported-completions', detail: { ...wanted, rows: places.length } }));
    const portions = inPortions(places, async (some) => (await store.read((r) => completionsOf(r, some.map((place) => place.registration), now()))).map(csvFields));
    return sendCsv(reply, 'completions.csv', csvHeader, portions);
  });

  app.get('/api/desk/completions/:registration', { config: open(...reviewers) }, async (request) => {
    const [desk, registration] = [deskOf(request), registrationOf(request)];
    const completion = await store.read(async (r) => ((await isSeenBy(r, desk, registration, now())) ? (await completionsOf(r, [registration], now()))[0] : undefined));
    if (!completion) throw refuse(404, 'not-found');
    await store.write((w) => audit(w, { at: deps.now(), who: desk.person, what: 'read-evidence', about: registration }));
    return store.read((r) => evidenceOf(r, completion));
  });

  app.post('/api/desk/completions/:registration/decisions', { config: open(...reviewers), schema: { body: shape(decideSchema) } }, async (request, reply) => {
    const [desk, registration] = [deskOf(request), registrationOf(request)];
    const parsed = v.safeParse(decideSchema, request.body);
    if (!parsed.success) throw refuse(400, 'request-invalid', `reason: ${parsed.issues[0].message}`);
    await store.write((w) => decide(w, desk, registration, { decision: parsed.output, now: deps.now() }));
    return reply.code(201).send({ id: parsed.output.id });
  });
}

/** A unit that the desk does not reach is not there. */
async function needUnit(r: Reader, desk: Desk, { unit }: Wanted): Promise<void> {
  if (unit !== undefined && !(await isUnitInScope(r, desk, reviewers, unit))) throw refuse(404, 'not-found');
}

/** Only what was given: an absent filter filters nothing. */
function queryOf(request: FastifyRequest): Wanted & { readonly after?: string } {
  return request.query as Wanted & { readonly after?: string };
}

function registrationOf(request: FastifyRequest): Registration {
  return (request.params as { registration: string }).registration.toLowerCase() as Registration;
}

const csvHeader = ['Person', 'Unit', 'Course', 'Course title', 'Cycle', 'State', 'Score (0-1)', 'Attempts', 'Satisfied (UTC)', 'Due', 'Mandatory', 'Lines with notes', 'Registration'];

function csvFields(completion: Completion): readonly Field[] {
  const { person, course } = completion;
  return [
    person.name,
    say(person.unit, []).text,
    course.id,
    say(course.title, [course.source]).text,
    completion.cycle,
    completion.state,
    completion.scaled,
    completion.attempts,
    completion.satisfied,
    completion.due,
    completion.isMandatory ? 'yes' : 'no',
    completion.notes,
    completion.registration,
  ];
}
