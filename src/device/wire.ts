/** Asking a server, and naming what stood in the way. */
import { problem, type Problem } from '../core/problem.ts';

/** A small request that hangs longer is given up. */
const PATIENCE = 30_000;

export async function fetchPatiently(fetch: typeof globalThis.fetch, at: string, init: RequestInit = {}): Promise<Response> {
  return fetch(at, { signal: AbortSignal.timeout(PATIENCE), ...init });
}

/** A fetch that threw: no network, or nobody there. */
export function roadProblem(error: unknown): Problem {
  return problem(navigator.onLine ? 'server-unreachable' : 'offline', String(error));
}
