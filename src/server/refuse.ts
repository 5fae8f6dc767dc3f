/** Saying no in a way that a person can be told: a status, a code of core/problem.ts, and a detail for the report. */
import type { ProblemCode } from '../core/problem.ts';

/** What a request may not have. Thrown by routes; becomes `{code, detail?}`. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: ProblemCode, detail?: string, retryAfter?: number) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/** `throw refuse(404, 'not-found')` */
export function refuse(status: number, code: ProblemCode, detail?: string): Refusal {
  return new Refusal(status, code, detail);
}

/** Too many tries: 429 with Retry-After. `wait`: milliseconds. */
export function refuseFor(wait: number): Refusal {
  return new Refusal(429, 'too-many-tries', undefined, Math.max(1, Math.ceil(wait / 1000)));
}
