/** Lines of a translation as the desk reads and changes them. Whoever comes later does not undo what they have not seen. */
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import type { InferOutput } from 'valibot';
import { changesSchema, lineStates, type Change, type DeskLine, type Settled, type Translation, type Translations } from '../../sync/translations.ts';
import { deskOf, open } from '../accounts/desk-session.ts';
import type { Scoped, SeenUnit } from '../accounts/scope.ts';
import { refuse } from '../refuse.ts';
import { shape } from '../shape.ts';
import type { TranslationRow } from '../store/schema.ts';
import type { Reader, Writer } from '../store/store.ts';
import { courseNames } from './courses-known.ts';
import type { DeskDeps } from './desk.ts';

/** Who reads translations. */
const readers = ['author', 'translator'] as const;
const MOST_BEFORE = 5;

export function translationRoutes(app: FastifyInstance, { rows }: DeskDeps): void {
  app.get('/api/desk/translations', { config: open(...readers) }, (request): Promise<Translations> => rows.read(deskOf(request), readers, async (s) => ({ translations: await translationsOf(s) })));

  app.get('/api/desk/translations/:id', { config: open(...readers) }, (request): Promise<Translation> =>
    rows.read(deskOf(request), readers, async (s) => {
      const held = await seen(s, idIn(request.params));
      return s.of(held.unit, async (r) => ({ ...(await aboutOf(r, [held]))[0]!, terms: JSON.parse(held.terms) as Translation['terms'], lines: await linesOf(r, held.id) }));
    }),
  );

  app.post('/api/desk/translations/:id', { config: open(...readers), schema: { body: shape(changesSchema) } }, (request): Promise<Settled> => {
    const { changes } = request.body as InferOutput<typeof changesSchema>;
    return rows.write(deskOf(request), readers, async (s, note) => {
      const held = await seen(s, idIn(request.params));
      const settled = await s.of(held.unit, (w) => settle(w, held.id, changes, { by: s.desk.name, at: s.now }));
      await note({ what: 'reviewed-lines', about: held.id, detail: { lines: settled.lines.filter(({ isKept }) => isKept).length } });
      return settled;
    });
  });
}

type Held = TranslationRow & { readonly unit: SeenUnit };

async function seen<R extends Reader>(s: Scoped<R>, id: string): Promise<Held> {
  const [held] = await s.rows((scope) => sql<Held>`with recursive ${scope} select t.* from translation t where t.id = ${id} and t.unit in (select id from scope)`);
  if (!held) throw refuse(404, 'not-found');
  return held;
}

function idIn(params: unknown): string {
  return (params as { readonly id: string }).id;
}

async function translationsOf(s: Scoped): Promise<Translations['translations']> {
  const held = await s.rows((scope) => sql<Held>`with recursive ${scope} select t.* from translation t where t.unit in (select id from scope) order by t.course, t.lang`);
  return s.of(held.map(({ unit }) => unit), async (r) => {
    const about = await aboutOf(r, held);
    const counts = await r.selectFrom('translated').select(({ fn }) => ['translation', 'state', fn.countAll<number>().as('lines')]).where('translation', 'in', held.map(({ id }) => id)).groupBy(['translation', 'state']).execute();
    const countOf = (id: string, state: string) => counts.find((each) => each.translation === id && each.state === state)?.lines ?? 0;
    return about.map((each) => ({ ...each, lines: Object.fromEntries(lineStates.map((state) => [state, countOf(each.id, state)])) as Translations['translations'][number]['lines'] }));
  });
}

async function aboutOf(r: Reader, held: readonly Held[]) {
  const nameOf = await courseNames(r, held.map(({ course }) => course));
  return held.map(({ id, course, source, lang }) => ({ id, course, title: { ...nameOf(course).title }, from: source, lang }));
}

async function linesOf(r: Reader, translation: string, id?: string): Promise<DeskLine[]> {
  const rows = await r.selectFrom('translated').selectAll().where('translation', '=', translation).$if(id !== undefined, (q) => q.where('id', '=', id!)).orderBy('place').execute();
  const before = await r.selectFrom('translated_before').selectAll().where('translation', '=', translation).$if(id !== undefined, (q) => q.where('id', '=', id!)).orderBy('version', 'desc').execute();
  const byId = new Map<string, (typeof before)[number][]>();
  for (const each of before) byId.set(each.id, [...(byId.get(each.id) ?? []), each]);
  return rows.map(({ id: line, fixed, target, state, by, at, version }) => ({
    id: line,
    ...(JSON.parse(fixed) as Pick<DeskLine, 'kind' | 'of' | 'source' | 'start' | 'end'>),
    target,
    state,
    ...named(by, at),
    version,
    was: (byId.get(line) ?? []).slice(0, MOST_BEFORE).map((each) => ({ target: each.target, state: each.state, ...named(each.by, each.at) })),
  }));
}

function named(by: string | null, at: string | null) {
  return { ...(by === null ? {} : { by }), ...(at === null ? {} : { at }) };
}

async function settle(w: Writer, translation: string, changes: readonly Change[], who: { readonly by: string; readonly at: string }): Promise<Settled> {
  const lines: Settled['lines'] = [];
  for (const change of changes) {
    const isKept = await keep(w, translation, change, who);
    const [line] = await linesOf(w, translation, change.id);
    lines.push({ id: change.id, isKept, ...(line ? { line } : {}) });
  }
  return { lines };
}

async function keep(w: Writer, translation: string, { id, version, target, state }: Change, { by, at }: { readonly by: string; readonly at: string }): Promise<boolean> {
  const held = await w.selectFrom('translated').selectAll().where('translation', '=', translation).where('id', '=', id).executeTakeFirst();
  if (!held) return false;
  // The same change once more: its answer was lost.
  if (held.target === target && held.state === state && held.by === by) return true;
  if (held.version !== version) return false;
  await w.insertInto('translated_before').values({ translation, id, version, target: held.target, state: held.state, by: held.by, at: held.at }).execute();
  await w.updateTable('translated').set({ target, state, by, at, version: version + 1 }).where('translation', '=', translation).where('id', '=', id).execute();
  return true;
}
