/** People, one person, and the codes that are made for them. */
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { say } from '../../core/ids.ts';
import { codeRequestSchema, type People, type PersonRow } from '../../sync/desk.ts';
import { makeCode } from '../accounts/codes.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import { hasRole, isPersonInScope, isUnitInScope, type Desk } from '../accounts/scope.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { shape } from '../shape.ts';
import { audit } from '../store/audit.ts';
import type { Reader } from '../store/store.ts';
import { reviewers } from './completions.ts';
import { inPortions, sendCsv, type Field } from './csv.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { deviceTotals, peopleRoles, peopleRows, rankPeople } from './people.ts';
import { personOf } from './person.ts';

const querySchema = v.object({ unit: v.optional(v.pipe(v.string(), v.maxLength(200))), after: v.optional(v.pipe(v.string(), v.maxLength(4000))) });
type Query = v.InferOutput<typeof querySchema>;
const placeSchema = v.object({ spared: v.number(), soonest: v.string(), name: v.string(), person: v.string() });
const PAGE = 100;

export function peopleRoutes(app: FastifyInstance, deps: Deps): void {
  const { store } = deps;
  const now = () => new Date(deps.now()).toISOString();
  const listed = { config: open(...peopleRoles), schema: { querystring: shape(querySchema) } };

  app.get('/api/desk/people', listed, async (request): Promise<People> => {
    const [desk, { unit, after: cursor }] = [deskOf(request), request.query as Query];
    const after = readCursor(placeSchema, cursor);
    return store.read(async (r) => {
      await needUnit(r, desk, unit);
      const { ranked, totals } = await rankPeople(r, desk, { now: now(), unit, most: PAGE + 1, ...(after ? { after } : {}) });
      const page = ranked.slice(0, PAGE);
      const { spared, soonest, name, person } = page.at(-1) ?? { spared: 0, soonest: '', name: '', person: '' };
      return {
        people: [...(await peopleRows(r, page, deps.now()))],
        totals: { ...totals, ...(await deviceTotals(r, desk, deps.now(), unit)) },
        ...(ranked.length > PAGE ? { next: writeCursor({ spared, soonest, name, person }) } : {}),
      };
    });
  });

  app.get('/api/desk/people.csv', listed, async (request, reply) => {
    const [desk, { unit }] = [deskOf(request), request.query as Query];
    const { ranked } = await store.read(async (r) => {
      await needUnit(r, desk, unit);
      return rankPeople(r, desk, { now: now(), unit, most: -1 });
    });
    await store.write((w) => audit(w, { at: deps.now(), who: desk.person, what: 'exported-people', detail: { rows: ranked.length, ...(unit === undefined ? {} : { unit }) } }));
    const portions = inPortions(ranked, async (some) => (await store.read((r) => peopleRows(r, some, deps.now()))).map(csvFields));
    return sendCsv(reply, 'people.csv', csvHeader, portions);
  });

  app.get('/api/desk/people/:person', { config: open(...peopleRoles) }, async (request) => {
    const [desk, { person }] = [deskOf(request), request.params as { person: string }];
    const withResults = await store.read(async (r) => {
      if (!(await isPersonInScope(r, desk, peopleRoles, person, now()))) throw refuse(404, 'not-found');
      return isPersonInScope(r, desk, reviewers, person, now());
    });
    await store.write((w) => audit(w, { at: deps.now(), who: desk.person, what: 'read-person', about: person }));
    return store.read((r) => personOf(r, person, { withResults, now: deps.now() }));
  });

  app.post('/api/desk/people/:person/codes', { config: open(...peopleRoles), schema: { body: shape(codeRequestSchema) } }, async (request, reply) => {
    const [desk, { person }, { kind }] = [deskOf(request), request.params as { person: string }, request.body as v.InferOutput<typeof codeRequestSchema>];
    const roles = kind === 'reset' ? reviewers : peopleRoles;
    const made = await store.write(async (w) => {
      if (!(await isPersonInScope(w, desk, peopleRoles, person, now()))) throw refuse(404, 'not-found');
      // A reset opens what somebody learned to whoever holds the phone: a trainer does not decide that.
      if (!hasRole(desk, ...roles) || !(await isPersonInScope(w, desk, roles, person, now()))) throw refuse(403, 'not-allowed');
      await audit(w, { at: deps.now(), who: desk.person, what: 'made-code', about: person, detail: { kind } });
      return makeCode(w, { kind, person, by: desk.person, now: deps.now() });
    });
    return reply.code(201).send(made);
  });
}

async function needUnit(r: Reader, desk: Desk, unit: string | undefined): Promise<void> {
  if (unit !== undefined && !(await isUnitInScope(r, desk, peopleRoles, unit))) throw refuse(404, 'not-found');
}

const csvHeader = ['Number', 'Name', 'Unit', 'Assigned', 'Finished', 'Overdue', 'Next due', 'Last contact (UTC)', 'Phones', 'Contact'];

function csvFields(person: PersonRow): readonly Field[] {
  return [person.number, person.name, say(person.unit.name, []).text, person.assigned, person.finished, person.overdue, person.nextDue, person.lastContact, person.devices, person.quiet];
}
