/** The author's command line hands over a translation to be read, and takes back what readers made of it. HTTP Basic, for authors. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import * as v from 'valibot';
import { lineStates, sentSchema, type Sent, type SentLine } from '../../sync/translations.ts';
import { scopeOf, type Desk } from '../accounts/scope.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { audit } from '../store/audit.ts';
import type { TranslatedRow, TranslationRow } from '../store/schema.ts';
import type { Reader, Writer } from '../store/store.ts';
import { authorSignIn } from './author-sign-in.ts';

type Named = { publisher: string; slug: string; lang: string };
const MOST_BYTES = 16 * 1024 * 1024;

export function sentTranslationRoutes(app: FastifyInstance, deps: Deps): void {
  const authorOf = authorSignIn(deps);
  const at = '/api/translations/:publisher(^[a-z0-9][a-z0-9-]{0,62}$)/:slug(^[a-z0-9][a-z0-9-]{0,62}$)/:lang(^[A-Za-z0-9-]{2,35}$)';

  app.put<{ Params: Named }>(at, { bodyLimit: MOST_BYTES, config: { isLong: true } }, async (request) => {
    const person = await authorOf(request);
    const sent = v.parse(sentSchema, request.body);
    const { publisher, slug, lang } = request.params;
    return deps.store.write(async (w) => {
      const { id, isNew } = await placeFor(w, deps, person, { course: `${publisher}/${slug}`, lang, sent });
      const kept = await merge(w, id, sent.lines);
      await audit(w, { at: deps.now(), who: person, what: 'sent-lines', about: id, detail: { course: `${publisher}/${slug}`, lang, lines: sent.lines.length, ...(isNew ? {} : { kept }) } });
      return { lines: sent.lines.length, kept };
    });
  });

  app.get<{ Params: Named }>(at, async (request, reply) => {
    const person = await authorOf(request);
    const { publisher, slug, lang } = request.params;
    void reply.header('cache-control', 'no-store');
    return deps.store.read(async (r) => {
      const held = await heldIn(r, person, `${publisher}/${slug}`, lang);
      if (!held) throw refuse(404, 'not-found');
      const rows = await r.selectFrom('translated').selectAll().where('translation', '=', held.id).orderBy('place').execute();
      return { lines: rows.map(({ id, fixed, target, state, by, at: when }) => ({ id, ...(JSON.parse(fixed) as object), target, state, ...(by === null ? {} : { by }), ...(when === null ? {} : { at: when }) })) };
    });
  });
}

/** The translation of a course that an author's role reaches: of several, that which was there first. */
async function heldIn(r: Reader, person: string, course: string, lang: string): Promise<TranslationRow | undefined> {
  const desk: Desk = { person, name: '', grants: [] };
  const { rows } = await sql<TranslationRow>`with recursive ${scopeOf(desk, ['author'])} select t.* from translation t where t.course = ${course} and t.lang = ${lang} and t.unit in (select id from scope) order by t.made, t.id limit 1`.execute(r);
  return rows[0];
}

async function placeFor(w: Writer, { now, newId }: Deps, person: string, { course, lang, sent }: { readonly course: string; readonly lang: string; readonly sent: Sent }): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const held = await heldIn(w, person, course, lang);
  const terms = JSON.stringify(sent.terms);
  if (held) {
    await w.updateTable('translation').set({ source: sent.from, terms }).where('id', '=', held.id).execute();
    return { id: held.id, isNew: false };
  }
  const { unit } = await w.selectFrom('grants').select('unit').where('person', '=', person).where('role', '=', 'author').orderBy('unit').executeTakeFirstOrThrow();
  const id = newId();
  await w.insertInto('translation').values({ id, unit, course, lang, source: sent.from, terms, made: new Date(now()).toISOString() }).execute();
  return { id, isNew: true };
}

/** Puts the author's lines where readers have not gone further; gives how many lines of readers were left as they are. */
async function merge(w: Writer, translation: string, lines: readonly SentLine[]): Promise<number> {
  const held = await w.selectFrom('translated').selectAll().where('translation', '=', translation).execute();
  const heldById = new Map(held.map((row) => [row.id, row]));
  let kept = 0;
  for (const [place, line] of lines.entries()) {
    const before = heldById.get(line.id);
    heldById.delete(line.id);
    const made = rowOf(translation, line, place, (before?.version ?? 0) + 1);
    if (!before) await w.insertInto('translated').values(made).execute();
    else if (isSame(before, made)) await w.updateTable('translated').set({ place, fixed: made.fixed }).where('translation', '=', translation).where('id', '=', line.id).execute();
    else if (isFurther(before, line)) {
      kept++;
      await w.updateTable('translated').set({ place, fixed: made.fixed }).where('translation', '=', translation).where('id', '=', line.id).execute();
    } else {
      await remember(w, before);
      await w.updateTable('translated').set(made).where('translation', '=', translation).where('id', '=', line.id).execute();
    }
  }
  // Lines that the course has no more. What was said in them stays among what was before.
  for (const gone of heldById.values()) {
    await remember(w, gone);
    await w.deleteFrom('translated').where('translation', '=', translation).where('id', '=', gone.id).execute();
  }
  return kept;
}

function rowOf(translation: string, { id, target, state, by, at, ...fixed }: SentLine, place: number, version: number): TranslatedRow {
  return { translation, id, place, fixed: JSON.stringify(fixed), target, state, by: by ?? null, at: at ?? null, version };
}

function isSame(before: TranslatedRow, made: TranslatedRow): boolean {
  return before.target === made.target && before.state === made.state && before.by === made.by && sourceOf(before) === sourceOf(made);
}

/** People's words about the same source stay, unless the author's come from people who went further. */
function isFurther(before: TranslatedRow, line: SentLine): boolean {
  const rank = lineStates.indexOf(before.state);
  return sourceOf(before) === line.source && (before.state === 'reviewed' || before.state === 'approved') && rank >= lineStates.indexOf(line.state);
}

function sourceOf({ fixed }: TranslatedRow): string {
  return (JSON.parse(fixed) as SentLine).source;
}

async function remember(w: Writer, { translation, id, version, target, state, by, at }: TranslatedRow): Promise<void> {
  await w.insertInto('translated_before').values({ translation, id, version, target, state, by, at }).onConflict((conflict) => conflict.doNothing()).execute();
}
