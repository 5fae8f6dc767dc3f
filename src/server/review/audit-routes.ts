/** What was done, the newest first. An operator sees what people of their units did, and what was done about them. */
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { auditSchema } from '../../sync/desk.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import { scopeOf } from '../accounts/scope.ts';
import type { Deps } from '../deps.ts';
import { shape } from '../shape.ts';
import { readCursor, writeCursor } from './cursor.ts';

const querySchema = v.object({ after: v.optional(v.pipe(v.string(), v.maxLength(200))) });
const PAGE = 100;

export function auditRoutes(app: FastifyInstance, deps: Deps): void {
  app.get('/api/desk/audit', { config: open('operator'), schema: { querystring: shape(querySchema) } }, async (request): Promise<v.InferOutput<typeof auditSchema>> => {
    const desk = deskOf(request);
    const after = readCursor(v.object({ id: v.number() }), (request.query as { after?: string }).after);
    // From the top of the tree everything is seen, also what nobody's name stands under.
    const { rows } = await deps.store.read((r) =>
      sql<{ id: number; at: string; who: string; what: string; about: string | null }>`
        with recursive ${scopeOf(desk, ['operator'])},
        people(person) as materialized (select distinct m.person from membership m where m.unit in (select id from scope))
        select a.id, a.at, coalesce(p.name, a.who) as who, a.what, coalesce(q.name, a.about) as about
        from audit a left join person p on p.id = a.who left join person q on q.id = a.about
        where a.id < ${after?.id ?? Number.MAX_SAFE_INTEGER} and (
          exists (select 1 from reach join unit u on u.id = reach.id where u.parent is null)
          or a.who = ${desk.person} or a.who in (select person from people) or a.about in (select person from people)
        )
        order by a.id desc limit ${PAGE + 1}`.execute(r),
    );
    const page = rows.slice(0, PAGE);
    return {
      entries: page.map(({ about, ...entry }) => ({ ...entry, ...(about === null ? {} : { about }) })),
      ...(rows.length > PAGE ? { next: writeCursor({ id: page.at(-1)!.id }) } : {}),
    };
  });
}
