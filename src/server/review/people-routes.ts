/** People, one person, and the codes that are made for them. */
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { say } from '../../core/ids.ts';
import { codeRequestSchema, vouchSchema, type People, type PersonRow } from '../../sync/desk.ts';
import { makeCode } from '../accounts/codes.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import { hasRole, type Desk, type DeskRows, type SeenPerson } from '../accounts/scope.ts';
import { Refusal, refuse } from '../refuse.ts';
import { shape } from '../shape.ts';
import { countWaiting, reviewers } from './completions.ts';
import { inPortions, sendCsv, type Field } from './csv.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { DeskDeps } from './desk.ts';
import { deviceTotals, peopleRoles, peopleRows, rankPeople } from './people.ts';
import { personOf } from './person.ts';
import { vouch } from './unsigned.ts';

const querySchema = v.object({ unit: v.optional(v.pipe(v.string(), v.maxLength(200))), after: v.optional(v.pipe(v.string(), v.maxLength(4000))) });
type Query = v.InferOutput<typeof querySchema>;
const placeSchema = v.object({ spared: v.number(), soonest: v.string(), name: v.string(), person: v.string() });
const PAGE = 100;

export function peopleRoutes(app: FastifyInstance, { rows, now }: DeskDeps): void {
  const listed = { config: open(...peopleRoles), schema: { querystring: shape(querySchema) } };

  app.get('/api/desk/people', listed, async (request): Promise<People> => {
    const [desk, { unit: asked, after: cursor }] = [deskOf(request), request.query as Query];
    const after = readCursor(placeSchema, cursor);
    const { unit, ...list } = await rows.read(desk, peopleRoles, async (s) => {
      const within = asked === undefined ? undefined : await s.unit(asked);
      const { ranked, totals } = await rankPeople(s, { unit: within, most: PAGE + 1, ...(after ? { after } : {}) });
      const page = ranked.slice(0, PAGE);
      const { spared, soonest, name, person } = page.at(-1) ?? { spared: 0, soonest: '', name: '', person: '' };
      const people = await s.of(page.map((each) => each.person), (r) => peopleRows(r, page, now()));
      return { unit: within, people: [...people], totals: { ...totals, ...(await deviceTotals(s, within)) }, ...(ranked.length > PAGE ? { next: writeCursor({ spared, soonest, name, person }) } : {}) };
    });
    const waiting = await rows.read(desk, reviewers, (s) => countWaiting(s, unit));
    return { ...list, totals: { ...list.totals, waiting } };
  });

  app.get('/api/desk/people.csv', listed, async (request, reply) => {
    const [desk, { unit }] = [deskOf(request), request.query as Query];
    const { ranked } = await rows.read(desk, peopleRoles, async (s) => rankPeople(s, { unit: unit === undefined ? undefined : await s.unit(unit), most: -1 }));
    await rows.note(desk, { what: 'exported-people', detail: { rows: ranked.length, ...(unit === undefined ? {} : { unit }) } });
    const portions = inPortions(ranked, async (some) => (await rows.read(desk, peopleRoles, (s) => s.of(some.map((each) => each.person), (r) => peopleRows(r, some, now())))).map(csvFields));
    return sendCsv(reply, 'people.csv', csvHeader, portions);
  });

  app.get('/api/desk/people/:person', { config: open(...peopleRoles) }, async (request) => {
    const [desk, { person: asked }] = [deskOf(request), request.params as { person: string }];
    const person = await rows.read(desk, peopleRoles, (s) => s.person(asked));
    const withResults = await isReviewed(rows, desk, person);
    await rows.note(desk, { what: 'read-person', about: person });
    return rows.read(desk, peopleRoles, (s) => s.of(person, (r) => personOf(r, person, { withResults, now: now() })));
  });

  app.post('/api/desk/people/:person/unsigned', { config: open(...reviewers), schema: { body: shape(vouchSchema) } }, async (request, reply) => {
    const parsed = v.safeParse(vouchSchema, request.body);
    if (!parsed.success) throw refuse(400, 'request-invalid', `reason: ${parsed.issues[0].message}`);
    const { person: asked } = request.params as { person: string };
    const counted = await rows.write(deskOf(request), reviewers, async (s, note) => vouch(s, note, await s.person(asked), { decision: parsed.output, now: now() }));
    return reply.code(201).send({ id: parsed.output.id, counted });
  });

  app.post('/api/desk/people/:person/codes', { config: open(...peopleRoles), schema: { body: shape(codeRequestSchema) } }, async (request, reply) => {
    const [desk, { person: asked }, { kind }] = [deskOf(request), request.params as { person: string }, request.body as v.InferOutput<typeof codeRequestSchema>];
    const made = await rows.write(desk, peopleRoles, async (s, note) => {
      const person = await s.person(asked);
      // A reset opens what somebody learned to whoever holds the phone: a trainer does not decide that.
      if (kind === 'reset' && !(await isReviewed(rows, desk, person))) throw refuse(403, 'not-allowed');
      await note({ what: 'made-code', about: person, detail: { kind } });
      return s.of(person, (w) => makeCode(w, { kind, person, by: desk.person, now: now() }));
    });
    return reply.code(201).send(made);
  });
}

/** Whether this desk decides about what the person learned. */
async function isReviewed(rows: DeskRows, desk: Desk, person: SeenPerson): Promise<boolean> {
  if (!hasRole(desk, ...reviewers)) return false;
  return rows.read(desk, reviewers, (s) => s.person(person)).then(() => true, (error: unknown) => {
    if (error instanceof Refusal) return false;
    throw error;
  });
}

const csvHeader = ['Number', 'Name', 'Unit', 'Assigned', 'Finished', 'Overdue', 'Next due', 'Last contact (UTC)', 'Phones', 'Contact'];

function csvFields(person: PersonRow): readonly Field[] {
  return [person.number, person.name, say(person.unit.name, []).text, person.assigned, person.finished, person.overdue, person.nextDue, person.lastContact, person.devices, person.quiet];
}
