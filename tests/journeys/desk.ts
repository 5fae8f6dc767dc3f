/** The desk asked as a script would ask it: what the server holds, and codes for more phones. */
import type { Karvan } from './a-karvan.ts';

type Listed = { readonly registration: string; readonly cycle: number; readonly state: string };
type Person = { readonly id: string; readonly name: string };

/** Results that wait for the supervisor. */
export async function waiting(karvan: Karvan): Promise<readonly Listed[]> {
  return ((await (await atDesk(karvan, 'supervisor', '/completions?state=waiting')).json()) as { completions: readonly Listed[] }).completions;
}

/** A code for somebody by name: to join a phone, or to open a profile whose PIN is forgotten. */
export async function newCode(karvan: Karvan, name: string, kind: 'enrol' | 'reset' = 'enrol'): Promise<string> {
  const [person] = await peopleNamed(karvan, [name]);
  return ((await (await atDesk(karvan, 'supervisor', `/people/${person!.id}/codes`, { kind })).json()) as { code: string }).code;
}

/** How many lines of each phone of these people the server holds. */
export async function linesHeld(karvan: Karvan, names: readonly string[]): Promise<readonly number[]> {
  const people = await peopleNamed(karvan, names);
  const answers = await Promise.all(people.map(async ({ id }) => (await (await atDesk(karvan, 'supervisor', `/people/${id}`)).json()) as { devices: { lines: number }[] }));
  return answers.flatMap(({ devices }) => devices.map(({ lines }) => lines));
}

/** A question to the desk as somebody of the trial; with `body`, something to be done. */
export async function atDesk(karvan: Karvan, role: string, at: string, body?: object): Promise<Response> {
  const origin = `http://localhost:${karvan.port()}`;
  const ask = async () => {
    const cookie = await signedIn(karvan, role, origin);
    return fetch(`${origin}/api/desk${at}`, body ? { ...posted(body), headers: { ...posted(body).headers, origin, cookie } } : { headers: { origin, cookie } });
  };
  const answer = await ask();
  if (answer.status !== 401) return answer;
  // A server that was restored has forgotten who had signed in.
  cookies.get(karvan)?.delete(role);
  return ask();
}

export async function peopleNamed(karvan: Karvan, names: readonly string[]): Promise<readonly Person[]> {
  const { people } = (await (await atDesk(karvan, 'supervisor', '/people')).json()) as { people: readonly Person[] };
  return people.filter((each) => names.includes(each.name));
}

const cookies = new WeakMap<Karvan, Map<string, string>>();

async function signedIn(karvan: Karvan, role: string, origin: string): Promise<string> {
  const held = cookies.get(karvan) ?? new Map<string, string>();
  cookies.set(karvan, held);
  const known = held.get(role);
  if (known) return known;
  const { login, password } = karvan.people().find((each) => each.role === role)!;
  const sent = posted({ name: login, password });
  const answered = await fetch(`${origin}/api/desk/session`, { ...sent, headers: { ...sent.headers, origin } });
  const cookie = answered.headers.get('set-cookie')!.split(';')[0]!;
  held.set(role, cookie);
  return cookie;
}

function posted(body: object): { method: string; body: string; headers: Record<string, string> } {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
