/** One way to ask an engine over HTTP: patient where waiting helps, and stopped by a cap on what it may cost. */
import type { World } from '../world.ts';
import { patientFetch } from './patient.ts';

/** Why an engine cannot be used now, in words for the person who wants to. */
export type Trouble = { readonly kind: 'trouble'; readonly what: string; readonly mend: string };
/** `key`: goes into a header and nowhere else. */
export type Address = { readonly url: URL; readonly model?: string; readonly key?: string };
/** `patience`: milliseconds for one answer. `meter` counts the characters that go both ways, and says whether more may be sent. */
export type Road = Pick<World, 'fetch' | 'sleep' | 'chance' | 'now'> & { readonly patience: number; readonly meter: { readonly allows: (characters: number) => boolean; readonly count: (characters: number) => void } };
type Question = { readonly url: URL; readonly body?: object | FormData; readonly key?: string };
type Answered = { readonly json: unknown } | { readonly bytes: Uint8Array };

const TRIES = 5;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 120_000;
const MOST_ANSWER = 16 * 1024 * 1024;

export function isTrouble(value: unknown): value is Trouble {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'trouble';
}

export function trouble(what: string, mend: string): Trouble {
  return { kind: 'trouble', what, mend };
}

/** Asks and gives the JSON of the answer, or its bytes. Asks again when the engine is busy, fails, is silent or stops in mid-answer. */
export async function ask(question: Question & { readonly wants: 'bytes' }, road: Road): Promise<{ readonly bytes: Uint8Array } | Trouble>;
export async function ask(question: Question, road: Road): Promise<{ readonly json: unknown } | Trouble>;
export async function ask(question: Question & { readonly wants?: 'bytes' }, road: Road): Promise<Answered | Trouble> {
  const size = question.body && !(question.body instanceof FormData) ? JSON.stringify(question.body).length : 0;
  for (let time = 1; ; time++) {
    if (!road.meter.allows(size)) return trouble('the next request would cost more than --cost-cap allows', 'What was done is kept. Raise the cap, and run the same command again.');
    road.meter.count(size);
    const answer = await askOnce(question, road);
    if ('json' in answer) road.meter.count(JSON.stringify(answer.json).length);
    if (!('again' in answer)) return answer;
    const wait = answer.wait ?? FIRST_WAIT * 2 ** (time - 1) * (0.5 + road.chance());
    if (wait > LONGEST_WAIT) return trouble(`${question.url.host} asks to wait ${Math.ceil(wait / 60_000)} minutes`, 'What was done is kept. Run the same command again then.');
    if (time === TRIES) return trouble(`${question.url.host} ${answer.again}, ${TRIES} times`, 'What was done is kept. Look at the engine, and run the same command again.');
    await road.sleep(wait);
  }
}

type Again = { readonly again: string; readonly wait?: number };

async function askOnce({ url, body, key, wants }: Question & { readonly wants?: 'bytes' }, { fetch, patience, now }: Road): Promise<Answered | Trouble | Again> {
  const headers = { accept: wants === 'bytes' ? '*/*' : 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  const method = body ? 'POST' : 'GET';
  const signal = AbortSignal.timeout(patience);
  try {
    // Followed by nobody: a key must not come to another address.
    const answer =
      body instanceof FormData
        ? await patientFetch(url, { method, headers, signal, body })
        : await fetch(url, { method, headers: body ? { ...headers, 'content-type': 'application/json' } : headers, redirect: 'manual', signal, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (answer.ok && wants === 'bytes') return { bytes: new Uint8Array(await answer.arrayBuffer()) };
    const text = await textOf(answer);
    if (answer.status === 429 || answer.status >= 500) return { again: `answers ${answer.status}`, ...waitIn(answer.headers.get('retry-after'), now()) };
    if (!answer.ok) return refusal(answer.status, text, url);
    return text === undefined ? trouble(`${url.host} answers with more than 16 MiB`, 'Look whether the address is that of the engine.') : { json: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return { again: 'gives answers that stop in the middle' };
    if (signal.aborted) return { again: `does not answer in ${patience / 1000} s` };
    return { again: 'cannot be reached' };
  }
}

function refusal(status: number, text: string | undefined, url: URL): Trouble {
  const said = text === undefined || text === '' ? '' : `: ${text.replace(/\s+/g, ' ').slice(0, 200)}`;
  if (status === 401 || status === 403) return trouble(`${url.host} wants a key, or another one`, 'Put the key into $KARVAN_MT_KEY for translation, $KARVAN_ASR_KEY for transcription, $KARVAN_TTS_KEY for speech.');
  if (status === 404 || status === 405) return trouble(`${url.host} has no ${url.pathname}`, 'Check the address, and that the engine speaks this API.');
  if (status === 413) return trouble(`${url.host} takes no file of this size`, 'Give it the sound alone with --sound, as a small .m4a or .opus file.');
  if (status < 400) return trouble(`${url.host} points to another address`, 'Give the address to which it points.');
  return trouble(`${url.host} refuses the request with ${status}${said}`, 'Check the language, the model and the limits of the engine.');
}

/** The body as text; undefined when it is longer than any answer should be. */
async function textOf(answer: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_ANSWER) return undefined;
  }
  return text + decoder.decode();
}

/** `Retry-After`: seconds or a date (RFC 9110 §10.2.3). */
function waitIn(header: string | null, now: Date): { readonly wait?: number } {
  if (header === null) return {};
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isNaN(seconds) ? {} : { wait: Math.max(0, seconds * 1000) };
}
