/** What was done, the newest first. An operator sees what people of their units did, and what was done about them. */
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { auditSchema } from '../../sync/desk.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import type { Scoped } from '../accounts/scope.ts';
import { shape } from '../shape.ts';
import { auditHead } from '../store/audit.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { DeskDeps } from './desk.ts';

const querySchema = v.object({ after: v.optional(v.pipe(v.string(), v.maxLength(200))) });
const PAGE = 100;

export function auditRoutes(app: FastifyInstance, { rows }: DeskDeps): void {
  app.get('/api/desk/audit', { config: open('operator'), schema: { querystring: shape(querySchema) } }, async (request): Promise<v.InferOutput<typeof auditSchema>> => {
    const after = readCursor(v.object({ id: v.number() }), (request.query as { after?: string }).after);
    return rows.read(deskOf(request), ['operator'], async (s) => {
      const found = await linesOf(s, after?.id ?? Number.MAX_SAFE_INTEGER);
      const page = found.slice(0, PAGE);
      // It says nothing of anybody: a hash of all lines, whosever they are.
      const head = await s.of([], auditHead);
      return {
        ...(head === undefined ? {} : { head }),
        entries: page.map(({ about, ...entry }) => ({ ...entry, ...(about === null ? {} : { about }) })),
        ...(found.length > PAGE ? { next: writeCursor({ id: page.at(-1)!.id }) } : {}),
      };
    });
  });
}

type Line = { id: number; at: string; who: string; what: string; about: string | null };

/**
 * Lines of whoever ever belonged here, and about them, their results and these units. From the top of a tree also what concerns
 * nobody's people: what was done from the command line, published, refused. What was done in another country is another country's.
 */
async function linesOf({ rows, desk }: Scoped, before: number): Promise<readonly Line[]> {
  return rows(
    (scope) => sql<Line>`
      with recursive ${scope},
      people(person) as materialized (select distinct m.person from membership m where m.unit in (select id from scope))
      select a.id, a.at, coalesce(p.name, a.who) as who, a.what, coalesce(q.name, a.about) as about
      from audit a left join person p on p.id = a.who left join person q on q.id = a.about
      left join completion c on c.registration = a.about left join profile f on f.id = c.profile left join unit u on u.id = a.about
      where a.id < ${before} and (
        a.who = ${desk.person} or a.who in (select person from people) or a.about in (select person from people)
        or f.person in (select person from people) or u.id in (select id from scope)
        or (p.id is null and q.id is null and f.id is null and u.id is null and exists (select 1 from reach join unit top on top.id = reach.id where top.parent is null))
      )
      order by a.id desc limit ${PAGE + 1}`,
  );
}
