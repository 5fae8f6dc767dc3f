/** What a server's refusal or a broken road means for the person who published, and what to do. */
import * as v from 'valibot';
import { problemCodes } from '../../core/problem.ts';
import { spoken } from '../check/sizes.ts';
import { wordsFor } from '../problems.ts';
import type { Answer } from './upload.ts';

export type Refusal = { readonly what: string; readonly mend: string };

const problemSchema = v.object({ code: v.picklist(problemCodes), detail: v.optional(v.string()) });

export function refusalWords(answer: Answer & { kind: 'answer' }): Refusal {
  const { what, mend } = wordsOfAnswer(answer);
  return { what: `the server refused (${answer.status}): ${what}`, mend: `Nothing was published. ${mend}` };
}

/** `file`: what was being sent; undefined when all had been sent and only the answer was awaited. */
export function brokenWords({ code, sent }: Answer & { kind: 'broken' }, file: { readonly name: string; readonly size: number } | undefined): Refusal {
  const why = reasons[code] ?? `the connection broke (${code})`;
  if (!file) return { what: `${why} before the server answered`, mend: 'It is not known whether the pack was published. Run the same command again: publishing twice changes nothing.' };
  if (sent === 0) return { what: why, mend: 'Nothing was published. Check the address after --to and the network, and run the same command again.' };
  return { what: `${why} while ${file.name} was sent (${spoken(sent)} of ${spoken(file.size)})`, mend: 'Nothing was published. Run the same command again when the network is better.' };
}

function wordsOfAnswer({ status, body, location, retryAfter }: Answer & { kind: 'answer' }): Refusal {
  const said = problemIn(body);
  if (status === 413) return { what: said?.detail ?? 'the pack is larger than the server takes', mend: 'Ask the operator for the limit, or make several courses of it.' };
  if (status === 429) return { what: wordsFor('too-many-tries').what, mend: /^\d+$/.test(retryAfter ?? '') ? `Try again in ${retryAfter} seconds.` : wordsFor('too-many-tries').mend };
  if (said) {
    const { what, mend } = wordsFor(said.code);
    return { what: said.detail === undefined ? what : `${what} (${oneLine(said.detail)})`, mend };
  }
  if (status >= 300 && status < 400) return { what: `it sends on to ${oneLine(location ?? 'another address')}`, mend: 'Use that address after --to, if you know it to be right: a password is never sent on by itself.' };
  if (status === 401) return wordsFor('sign-in-wrong');
  if (status === 403) return wordsFor('not-allowed');
  if (status === 404 || status === 405) return wordsFor('not-found');
  if (status === 507) return wordsFor('storage-full');
  if (status === 502 || status === 503 || status === 504) return wordsFor('server-busy');
  return status >= 500 ? wordsFor('unexpected') : wordsFor('request-invalid');
}

function problemIn(body: string): v.InferOutput<typeof problemSchema> | undefined {
  try {
    const parsed = v.safeParse(problemSchema, JSON.parse(body));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** A server's words may not move the cursor of the author's terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 300);
}

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nobody answers at this address',
  ENOTFOUND: 'there is no server with this name',
  EAI_AGAIN: 'the name of the server cannot be looked up; is there a network?',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'the server cannot be reached',
  ETIMEDOUT: 'the server does not answer',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  silent: 'the server has not answered for too long',
  CERT_HAS_EXPIRED: 'the server’s certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the server’s certificate is not one that this machine believes',
  SELF_SIGNED_CERT_IN_CHAIN: 'the server’s certificate is not one that this machine believes',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server’s certificate is not one that this machine believes',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the server’s certificate is for another address',
};
