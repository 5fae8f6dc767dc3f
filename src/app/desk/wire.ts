/** One question to the server's desk: JSON both ways, parsed at the border; what may go wrong comes back as a value. */
import * as v from 'valibot';
import { problem, problemCodes, type Problem } from '../../core/problem.ts';

/** Why the server did not do it. `wait`: seconds after which it may be tried again. */
export type Refusal = Problem & { readonly wait?: number };

/** `path` beneath /api/desk/. A `Blob` is sent as CSV, everything else as JSON. `patience`: milliseconds after which no answer is waited for. */
export type Call = { readonly path: string; readonly method?: 'POST' | 'DELETE'; readonly body?: unknown; readonly patience?: number };

/** What the server answers, in the shape of `schema`, or why it did not. */
export async function call<Schema extends v.GenericSchema>(fetch: typeof globalThis.fetch, { path, method, body, patience }: Call, schema: Schema): Promise<v.InferOutput<Schema> | Refusal> {
  let response: Response;
  try {
    response = await fetch(`/api/desk/${path}`, { method: method ?? 'GET', ...(patience === undefined ? {} : { signal: AbortSignal.timeout(patience) }), ...contentOf(body) });
  } catch {
    return problem(navigator.onLine ? 'server-unreachable' : 'offline');
  }
  if (!response.ok) return refusalOf(response);
  const value: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : problem('reply-invalid', path);
}

/** True when nobody can say whether the server did it: no answer came, or none that can be read. A link that broke may have carried the question. */
export function isUnanswered({ code }: Refusal): boolean {
  return unanswered.includes(code);
}

const unanswered: readonly Problem['code'][] = ['offline', 'server-unreachable', 'server-busy', 'reply-invalid', 'unexpected'];

function contentOf(body: unknown): RequestInit {
  if (body === undefined) return {};
  if (body instanceof Blob) return { headers: { 'content-type': 'text/csv' }, body };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

const refusalSchema = v.object({ code: v.picklist(problemCodes), detail: v.optional(v.string()) });

async function refusalOf(response: Response): Promise<Refusal> {
  const named = v.safeParse(refusalSchema, await response.json().catch(() => undefined));
  const found = named.success ? problem(named.output.code, named.output.detail) : problem(codeOf(response.status), `status ${response.status}`);
  const wait = Number(response.headers.get('retry-after'));
  return wait > 0 ? { ...found, wait } : found;
}

/** For answers that something between here and the server gave: a proxy knows none of our codes. */
function codeOf(status: number): Problem['code'] {
  if (status === 401) return 'sign-in-expired';
  if (status === 403) return 'not-allowed';
  if (status === 404) return 'not-found';
  if (status === 429) return 'too-many-tries';
  return status === 502 || status === 503 || status === 504 ? 'server-unreachable' : 'unexpected';
}
