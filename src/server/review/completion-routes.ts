/** The review list, one completion with its evidence, and deciding about it. */
import { say } from '../../core/ids.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { completionStates, decideSchema, type Completion, type Completions } from '../../sync/desk.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import type { Scoped } from '../accounts/scope.ts';
import { refuse } from '../refuse.ts';
import { shape } from '../shape.ts';
import { completionsOf, countWaiting, listPlaces, reviewers, type Wanted } from './completions.ts';
import { inPortions, sendCsv, type Field } from './csv.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { decide } from './decide.ts';
import type { DeskDeps } from './desk.ts';
import { evidenceOf } from './evidence.ts';

const text = v.pipe(v.string(), v.maxLength(200));
const querySchema = v.object({ state: v.optional(v.picklist(completionStates)), unit: v.optional(text), course: v.optional(text), person: v.optional(text), after: v.optional(v.pipe(v.string(), v.maxLength(1000))) });
const placeSchema = v.object({ rank: v.picklist([0, 1]), at: v.string(), registration: v.string() });
const PAGE = 50;

export function completionRoutes(app: FastifyInstance, { rows, now }: DeskDeps): void {
  const listed = { config: open(...reviewers), schema: { querystring: shape(querySchema) } };

  app.get('/api/desk/completions', listed, async (request): Promise<Completions> => {
    const { after: cursor, ...asked } = queryOf(request);
    const after = readCursor(placeSchema, cursor);
    return rows.read(deskOf(request), reviewers, async (s) => {
      const places = await listPlaces(s, await wantedOf(s, asked), { most: PAGE + 1, ...(after ? { after } : {}) });
      const page = places.slice(0, PAGE);
      const seen = page.map((place) => place.registration);
      const completions = await s.of(seen, (r) => completionsOf(r, seen, s.now));
      return { completions: [...completions], waiting: await countWaiting(s), ...(places.length > PAGE ? { next: writeCursor(page.at(-1)!) } : {}) };
    });
  });

  app.get('/api/desk/completions.csv', listed, async (request, reply) => {
    const [desk, { after: _, ...asked }] = [deskOf(request), queryOf(request)];
    const places = await rows.read(desk, reviewers, async (s) => listPlaces(s, await wantedOf(s, asked), { most: -1 }));
    await rows.note(desk, { what: 'exported-completions', detail: { ...asked, rows: places.length } });
    const portions = inPortions(places, async (some) => {
      const seen = some.map((place) => place.registration);
      return (await rows.read(desk, reviewers, (s) => s.of(seen, (r) => completionsOf(r, seen, s.now)))).map(csvFields);
    });
    return sendCsv(reply, 'completions.csv', csvHeader, portions);
  });

  app.get('/api/desk/completions/:registration', { config: open(...reviewers) }, async (request) => {
    const [desk, registration] = [deskOf(request), registrationOf(request)];
    const evidence = await rows.read(desk, reviewers, async (s) => {
      const go = await s.go(registration);
      return s.of(go, async (r) => {
        const [completion] = await completionsOf(r, [go], s.now);
        return completion && evidenceOf(r, completion);
      });
    });
    if (!evidence) throw refuse(404, 'not-found');
    await rows.note(desk, { what: 'read-evidence', about: registration });
    return evidence;
  });

  app.post('/api/desk/completions/:registration/decisions', { config: open(...reviewers), schema: { body: shape(decideSchema) } }, async (request, reply) => {
    const parsed = v.safeParse(decideSchema, request.body);
    if (!parsed.success) throw refuse(400, 'request-invalid', `reason: ${parsed.issues[0].message}`);
    await rows.write(deskOf(request), reviewers, async (s, note) => decide(s, note, await s.go(registrationOf(request)), { decision: parsed.output, now: now() }));
    return reply.code(201).send({ id: parsed.output.id });
  });
}

/** A unit that the desk does not reach is not there. */
async function wantedOf(s: Scoped, { unit, ...others }: Asked): Promise<Wanted> {
  return { ...others, ...(unit === undefined ? {} : { unit: await s.unit(unit) }) };
}

type Asked = Omit<Wanted, 'unit'> & { readonly unit?: string };

/** Only what was given: an absent filter filters nothing. */
function queryOf(request: FastifyRequest): Asked & { readonly after?: string } {
  return request.query as Asked & { readonly after?: string };
}

function registrationOf(request: FastifyRequest): string {
  return (request.params as { registration: string }).registration.toLowerCase();
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
