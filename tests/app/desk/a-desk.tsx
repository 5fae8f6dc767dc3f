/** A desk to sit at: the real screens over a wire that answers as sync/desk.ts says, and a clock that stands still. */
import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as v from 'valibot';
import { Desk } from '../../../src/app/desk/desk.tsx';
import { SessionProvider, type Real } from '../../../src/app/session.tsx';
import { openDb } from '../../../src/device/db.ts';
import { assignSchema, codeRequestSchema, decideSchema, signInSchema, type Completion, type Decide, type Evidence, type Me, type Role } from '../../../src/sync/desk.ts';

export const NOW = Date.parse('2026-11-25T09:00:00Z');
const units: Me['units'] = [
  { id: 'i', kind: 'institution', name: { en: 'River district' } },
  { id: 'u', kind: 'unit', name: { en: 'Registry' }, parent: 'i' },
];
const people = { aysel: { id: 'p-aysel', name: 'Aysel Quliyeva' }, rauf: { id: 'p-rauf', name: 'Rauf Hasanov' } };
const course = { id: 'samples/ethics', title: { en: 'Public ethics', tr: 'Kamu etiği' }, source: 'tr' };
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const first: Completion = {
  registration: id(1),
  person: { ...people.aysel, unit: { en: 'Registry' } },
  course,
  cycle: 1,
  state: 'waiting',
  scaled: 0.9,
  attempts: 1,
  satisfied: '2026-11-20T09:00:00Z',
  isMandatory: true,
  notes: 0,
};
export const second: Completion = { ...first, registration: id(2), person: { ...people.rauf, unit: { en: 'Registry' } }, satisfied: '2026-11-22T09:00:00Z' };

export function evidenceOf(completion: Completion): Evidence {
  const answer = { kind: 'single', response: 'a', said: [{ en: 'Give it back' }], points: 1, max: 1 };
  return {
    completion,
    lessons: [{ id: 'l', title: { en: 'Gifts' }, isSatisfied: true }],
    attempts: [
      {
        id: 'a1',
        au: { id: 'q', title: { en: 'Final quiz' } },
        edition: '3f9ac1d277aa0000',
        release: 3,
        began: '2026-11-19T08:00:00Z',
        ended: '2026-11-19T08:12:00Z',
        language: 'az',
        scaled: 1,
        scaledHere: 1,
        isPassed: true,
        answers: [
          { ...answer, item: 'same', prompt: { en: 'A gift is left on your desk. What now?' }, isCorrect: true, isCorrectHere: true },
          { ...answer, item: 'apart', prompt: { en: 'How many days?' }, isCorrect: true, isCorrectHere: false, points: 0 },
        ],
      },
    ],
    decisions: [],
    cycles: [],
    devices: [{ device: '7c1f22aa-0000', from: 3, to: 9, isWhole: true, received: '2026-11-20T09:00:00Z', code: 'K7QF-2M9X', clockAhead: -540 }],
    notes: [],
  };
}

/** What the fake server holds and how it behaves; tests change it as they go. */
export type Server = {
  role: Role;
  /** Who is signed in; undefined: nobody. */
  who: string | undefined;
  completions: Completion[];
  decided: (Decide & { registration: string })[];
  /** Every request as "METHOD path?query". */
  asked: string[];
  /** Comes before everything else: a response, an error that cuts the wire, or undefined for the ordinary answer. */
  instead: (request: { method: string; path: string; body: string }) => Response | Error | undefined;
  evidence: (completion: Completion) => Evidence;
};

/** Opens the desk at an address. `who: undefined` finds the door closed. */
export function sitDown(address: string, given: Partial<Server> = {}) {
  const server: Server = { role: 'supervisor', who: 'p-leyla', completions: [first, second], decided: [], asked: [], instead: () => undefined, evidence: evidenceOf, ...given };
  window.history.replaceState(null, '', address);
  let ids = 100;
  const real: Real = {
    db: openDb(),
    world: { now: () => NOW, newId: () => id(ids++) },
    fetch: async (input, init) => {
      const url = new URL(String(input), 'http://desk.test');
      const request = { method: init?.method ?? 'GET', path: url.pathname, body: init?.body instanceof Blob ? await init.body.text() : String(init?.body ?? '') };
      server.asked.push(`${request.method} ${url.pathname}${url.search}`);
      const forced = server.instead(request);
      if (forced instanceof Error) throw forced;
      return forced ?? served(server, request, url);
    },
    chance: () => 0.5,
    updates: { subscribe: () => () => undefined, isReady: () => false, apply: () => undefined },
  };
  const screen = render(
    <SessionProvider real={real}>
      <Desk />
    </SessionProvider>,
  );
  return { ...screen, server, user: userEvent.setup() };
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Response {
  return new Response(status === 204 ? null : JSON.stringify(value), { status, headers: { 'content-type': 'application/json', ...headers } });
}

function served(server: Server, { method, path, body }: { method: string; path: string; body: string }, url: URL): Response {
  const [area, key, rest] = path.slice('/api/desk/'.length).split('/');
  if (!path.startsWith('/api/desk/')) return json(404, { code: 'not-found' });
  if (area === 'session') return session(server, method, body);
  if (server.who === undefined) return json(401, { code: 'sign-in-expired' });
  if (area === 'completions' && key === undefined) {
    const state = url.searchParams.get('state');
    const rows = server.completions.filter((each) => state === null || each.state === state);
    return json(200, { completions: rows, waiting: server.completions.filter((each) => each.state === 'waiting').length });
  }
  if (area === 'completions' && rest === 'decisions') return decide(server, key ?? '', body);
  if (area === 'completions') {
    const found = server.completions.find((each) => each.registration === key);
    return found ? json(200, server.evidence(found)) : json(404, { code: 'not-found' });
  }
  if (area === 'people' && rest === 'codes') return json(201, { code: v.parse(codeRequestSchema, JSON.parse(body)).kind === 'enrol' ? 'K7QF2-M9XTR' : 'RSET2-M9XTR', expires: '2026-12-25T09:00:00Z' });
  if (area === 'people' && key !== undefined) return json(200, { person: row, courses: [], devices: [] });
  if (area === 'people') return json(200, { people: [row], totals: { people: 1, assigned: 2, finished: 1, overdue: 1, waiting: 2, devices: 1, quiet: 0, stuck: 0 } });
  if (area === 'courses') return json(200, { courses: [{ ...course, release: 3, edition: 'e', languages: ['tr', 'en'], issued: '2026-10-01T00:00:00Z', begun: 3, finished: 2 }] });
  if (area === 'assignments' && method === 'POST') return json(201, { id: String(v.parse(assignSchema, JSON.parse(body)).course) });
  if (area === 'assignments' && method === 'DELETE') return json(204, undefined);
  if (area === 'assignments') return json(200, { assignments: [{ id: 'as-1', course, unit: units[1], due: '2026-12-09', isMandatory: true, by: 'Leyla' }] });
  if (area === 'audit') return json(200, { entries: [{ id: 1, at: '2026-11-25T08:00:00Z', who: 'Leyla', what: 'decided' }, { id: 2, at: '2026-11-25T08:00:00Z', who: 'Leyla', what: 'never-heard-of' }] });
  return json(404, { code: 'not-found' });
}

function session(server: Server, method: string, body: string): Response {
  if (method === 'DELETE') {
    server.who = undefined;
    return json(204, undefined);
  }
  if (method === 'POST') {
    const { name, password } = v.parse(signInSchema, JSON.parse(body));
    if (password !== 'right') return json(401, { code: 'sign-in-wrong' });
    server.who = `p-${name}`;
  }
  if (server.who === undefined) return json(401, { code: 'sign-in-expired' });
  return json(200, { person: server.who, name: 'Leyla Huseynova', grants: [{ role: server.role, unit: 'i' }], units });
}

/** As the server does: the same id decides once, and keeps what came first. */
function decide(server: Server, registration: string, body: string): Response {
  const parsed = v.safeParse(decideSchema, JSON.parse(body));
  if (!parsed.success) return json(400, { code: 'request-invalid' });
  if (!server.decided.some((each) => each.id === parsed.output.id)) server.decided.push({ ...parsed.output, registration });
  server.completions = server.completions.map((each) => (each.registration === registration ? { ...each, state: parsed.output.kind } : each));
  return json(201, { id: parsed.output.id });
}

export const row = {
  ...people.aysel,
  unit: { id: 'u', name: { en: 'Registry' } },
  assigned: 2,
  finished: 1,
  overdue: 1,
  weeks: [0, 0, 1, 2, 0, 0, 3, 1],
  lastContact: '2026-11-20T09:00:00Z',
  devices: 1,
  quiet: 'fine',
};
