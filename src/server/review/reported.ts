/** Lines of subtitles that learners found wrong: what they reported reaches those who can mend it, without their names. */
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { courseOfIri } from '../../core/registration.ts';
import { contextIds, extension, type Statement } from '../../core/xapi/statement.ts';
import { extensions } from '../../core/xapi/verbs.ts';
import { parseLine } from '../../sync/envelope.ts';
import type { Reported } from '../../sync/desk.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import { holdsAt, type Scoped } from '../accounts/scope.ts';
import { linesIn } from '../sync/body.ts';
import { digestOfLine } from '../sync/lines.ts';
import type { DeskDeps } from './desk.ts';

/** Who can have a line mended. */
const menders = ['author', 'translator', 'supervisor', 'operator'] as const;
const MOST = 200;

export function reportedRoutes(app: FastifyInstance, { rows }: DeskDeps): void {
  app.get('/api/desk/reported', { config: open(...menders) }, (request): Promise<Reported> => rows.read(deskOf(request), menders, async (s) => ({ lines: await reportedIn(s) })));
}

/** Reports of one line are one. */
async function reportedIn(s: Scoped): Promise<Reported['lines']> {
  const profiles = sql`profiles(id) as (select distinct f.id from membership m join scope on scope.id = m.unit join profile f on f.person = m.person where ${holdsAt(s.now)})`;
  const found = await s.rows(
    (scope) => sql<{ digest: string; envelope: number; received: string }>`
    with recursive ${scope}, ${profiles}
    select l.digest, l.envelope, e.received
    from profiles join line l on l.profile = profiles.id and l.verb = 'commented' and l.note is null join envelope e on e.id = l.envelope
    order by e.received desc, l.seq desc limit ${MOST}`,
  );
  const envelopes = [...new Set(found.map(({ envelope }) => envelope))];
  const bodies = await s.rows(
    (scope) => sql<{ jws: string }>`
    with recursive ${scope}, ${profiles}
    select e.jws from envelope e join profiles on profiles.id = e.profile where e.id in (select value from json_each(${JSON.stringify(envelopes)}))`,
  );
  const textByDigest = new Map(bodies.flatMap(({ jws }) => linesIn(jws).map((text) => [digestOfLine(text), text] as const)));
  const lines = new Map<string, Reported['lines'][number]>();
  for (const { digest, received } of found) {
    const statement = parseLine(textByDigest.get(digest) ?? '')?.s;
    const said = statement && saidIn(statement);
    if (!said) continue;
    const { note, ...line } = said;
    const key = JSON.stringify(line);
    const held = lines.get(key) ?? { ...line, notes: [], count: 0, last: received };
    lines.set(key, { ...held, count: held.count + 1, notes: note === '' || held.notes.includes(note) ? held.notes : [...held.notes, note] });
  }
  return [...lines.values()];
}

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
/** A phone may say anything: what is no report of a line is left out. */
const line = v.object({ edition: text(64), path: text(512), lang: text(35), cue: text(512), text: text(2000) });

type Said = Pick<Reported['lines'][number], 'course' | 'au'> & v.InferOutput<typeof line> & { readonly note: string };

function saidIn(s: Statement): Said | undefined {
  const said = v.safeParse(line, extension(s, extensions.line));
  if (!said.success) return undefined;
  const [course = '', au = ''] = contextIds(s, 'grouping');
  const id = courseOfIri(course);
  return id === undefined ? undefined : { course: id, au, ...said.output, note: (s.result?.response ?? '').slice(0, 2000) };
}
