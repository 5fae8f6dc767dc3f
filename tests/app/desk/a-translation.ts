/** A server that holds one translation, as src/server/review/translations.ts does: a change on an older version is not taken. */
import * as v from 'valibot';
import { changesSchema, lineStates, type DeskLine, type LineState, type Translation } from '../../../src/sync/translations.ts';
import { json, type Server } from './a-desk.tsx';

export const line = (n: number, more: Partial<DeskLine> = {}): DeskLine => ({ id: `film/c${n}`, kind: 'cue', of: '1'.repeat(64), source: `Kaynak cümlesi ${n}`, target: `Mənbə cümləsi ${n}`, state: 'machine', start: n * 4, end: n * 4 + 4, version: 1, was: [], ...more });

export type Held = { translation: Translation; isCut: boolean; changes: number };

/** What the server answers about translations; `isCut`: nobody is there for anything. */
export function aTranslation(lines: readonly DeskLine[], terms: Translation['terms'] = []): Held & { instead: Server['instead'] } {
  const held: Held & { instead: Server['instead'] } = {
    isCut: false,
    changes: 0,
    translation: { id: 't-1', course: 'samples/ethics', title: { en: 'Public ethics', tr: 'Kamu etiği' }, from: 'tr', lang: 'az', terms, lines: [...lines] },
    instead: ({ method, path, body }) => {
      if (held.isCut) return new Error('nobody is there');
      if (path === '/api/desk/translations') {
        const { lines: all, terms: _, ...about } = held.translation;
        const counts = Object.fromEntries(lineStates.map((state) => [state, all.filter((each) => each.state === state).length])) as { [state in LineState]: number };
        return json(200, { translations: [{ ...about, lines: counts }] });
      }
      if (path !== '/api/desk/translations/t-1') return undefined;
      if (method === 'GET') return json(200, held.translation);
      return json(200, { lines: v.parse(changesSchema, JSON.parse(body)).changes.map((change) => {
        const before = held.translation.lines.find(({ id }) => id === change.id);
        if (!before) return { id: change.id, isKept: false };
        if (before.version !== change.version) return { id: change.id, isKept: false, line: before };
        held.changes++;
        const { target, state, by, at } = before;
        const after: DeskLine = { ...before, target: change.target, state: change.state, by: 'Leyla Huseynova', at: '2026-11-25T09:00:00Z', version: before.version + 1, was: [{ target, state, ...(by ? { by } : {}), ...(at ? { at } : {}) }, ...before.was] };
        put(after);
        return { id: change.id, isKept: true, line: after };
      }) });
    },
  };
  const put = (after: DeskLine) => (held.translation = { ...held.translation, lines: held.translation.lines.map((each) => (each.id === after.id ? after : each)) });
  return held;
}

/** Somebody else was at this line. */
export function elsewhere(held: Held, id: string, target: string): void {
  held.translation = { ...held.translation, lines: held.translation.lines.map((each) => (each.id === id ? { ...each, target, state: 'reviewed', by: 'Rauf', at: '2026-11-25T08:30:00Z', version: each.version + 1, was: [{ target: each.target, state: each.state }, ...each.was] } : each)) };
}
