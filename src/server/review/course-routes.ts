/** Courses as the desk sees them, and who has to take them until when. */
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import type { InferOutput } from 'valibot';
import type { CourseId, LanguageMap } from '../../core/ids.ts';
import { assignSchema, type DeskAssignments, type DeskCourses, type Unit } from '../../sync/desk.ts';
import { deskOf, deskRoles, open } from '../accounts/desk-session.ts';
import { holdsAt, type Scoped, type SeenUnit } from '../accounts/scope.ts';
import { refuse } from '../refuse.ts';
import { shape } from '../shape.ts';
import type { Writer } from '../store/store.ts';
import { courseNames } from './courses-known.ts';
import type { DeskDeps } from './desk.ts';
import { peopleRoles } from './people.ts';

/** Roles that say who has to take a course. */
const assigners = ['supervisor', 'operator'] as const;

export function courseRoutes(app: FastifyInstance, { rows, newId }: DeskDeps): void {
  app.get('/api/desk/courses', { config: open(...deskRoles) }, (request): Promise<DeskCourses> => rows.read(deskOf(request), deskRoles, async (s) => ({ courses: await coursesOf(s) })));

  app.get('/api/desk/assignments', { config: open(...peopleRoles) }, (request): Promise<DeskAssignments> => rows.read(deskOf(request), peopleRoles, async (s) => ({ assignments: await assignmentsOf(s) })));

  app.post('/api/desk/assignments', { config: open(...assigners), schema: { body: shape(assignSchema) } }, async (request, reply) => {
    const [desk, { unit: asked, ...wanted }] = [deskOf(request), request.body as Assign];
    const id = await rows.write(desk, assigners, async (s, note) => {
      const unit = await s.unit(asked);
      const assigned = await s.of(unit, (w) => assign(w, { ...wanted, unit, by: desk.person, made: s.now, fresh: newId() }));
      await note({ what: 'assigned', about: unit, detail: { course: wanted.course, assignment: assigned, ...(wanted.due === undefined ? {} : { due: wanted.due }) } });
      return assigned;
    });
    return reply.code(201).send({ id });
  });

  app.delete('/api/desk/assignments/:id', { config: open(...assigners) }, async (request, reply) => {
    const { id } = request.params as { id: string };
    await rows.write(deskOf(request), assigners, async (s, note) => {
      const [held] = await s.rows((scope) => sql<{ course: string; unit: SeenUnit }>`with recursive ${scope} select a.course, a.unit from assignment a where a.id = ${id} and a.unit in (select id from scope)`);
      if (!held) throw refuse(404, 'not-found');
      await s.of(held.unit, (w) => w.deleteFrom('assignment').where('id', '=', id).execute());
      await note({ what: 'unassigned', about: held.unit, detail: { course: held.course, assignment: id } });
    });
    return reply.code(204).send();
  });
}

type Assign = InferOutput<typeof assignSchema>;

/** A course is assigned to a unit once: saying it again changes date and mark. */
async function assign(w: Writer, { course, unit, due, isMandatory, by, made, fresh }: Assign & { by: string; made: string; fresh: string }): Promise<string> {
  if (!(await w.selectFrom('edition').select('edition').where('course', '=', course as CourseId).executeTakeFirst())) throw refuse(404, 'not-found', 'course');
  const values = { due: due ?? null, mandatory: isMandatory ? 1 : 0, by, made } as const;
  const again = await w.updateTable('assignment').set(values).where('course', '=', course as CourseId).where('unit', '=', unit).returning('id').executeTakeFirst();
  if (again) return again.id;
  await w.insertInto('assignment').values({ id: fresh, course: course as CourseId, unit, ...values }).execute();
  return fresh;
}

/** Newest release of each course; begun and finished count the people in scope today. */
async function coursesOf(s: Scoped): Promise<DeskCourses['courses']> {
  type Row = { course: string; release: number; edition: string; entry: string; begun: number | null; finished: number | null };
  const rows = await s.rows(
    (scope) => sql<Row>`
    with recursive ${scope},
    people(person) as (select distinct m.person from membership m join scope on scope.id = m.unit where ${holdsAt(s.now)}),
    taken(course, begun, finished) as (
      select c.course, count(distinct f.person), count(distinct case when c.state in ('waiting', 'approved') then f.person end)
      from people join profile f on f.person = people.person join completion c on c.profile = f.id group by c.course
    )
    select e.course, max(e.release) as release, e.edition, e.entry, taken.begun, taken.finished
    from edition e left join taken on taken.course = e.course group by e.course order by e.course`,
  );
  return rows.map(({ course, release, edition, entry, begun, finished }) => {
    const { title, source, languages, issued } = JSON.parse(entry) as { title: LanguageMap; source: string; languages: string[]; issued: string };
    return { id: course, title, source, release, edition, languages, issued, begun: begun ?? 0, finished: finished ?? 0 };
  });
}

/** Assignments to units in scope, and to those above from which they reach down. */
async function assignmentsOf(s: Scoped): Promise<DeskAssignments['assignments']> {
  type Row = { id: string; course: string; due: string | null; mandatory: 0 | 1; by: string; unit: SeenUnit; kind: Unit['kind']; name: string; parent: string | null };
  const rows = await s.rows(
    (scope) => sql<Row>`
    with recursive ${scope},
    around(id) as (select id from scope union select u.parent from unit u join around on u.id = around.id where u.parent is not null)
    select a.id, a.course, a.due, a.mandatory, coalesce(p.name, '') as by, u.id as unit, u.kind, u.name, u.parent
    from around join assignment a on a.unit = around.id join unit u on u.id = a.unit left join person p on p.id = a.by
    order by a.due is null, a.due, a.course, u.id`,
  );
  const named = await s.of(rows.map((row) => row.unit), (r) => courseNames(r, rows.map((row) => row.course)));
  return rows.map((row) => ({
    id: row.id,
    course: named(row.course),
    unit: { id: row.unit, kind: row.kind, name: JSON.parse(row.name) as LanguageMap, ...(row.parent === null ? {} : { parent: row.parent }) },
    ...(row.due === null ? {} : { due: row.due }),
    isMandatory: row.mandatory === 1,
    by: row.by,
  }));
}
