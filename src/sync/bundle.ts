/**
 * What people carry: one small text file of sealed things, NDJSON. First a header line, then a line for each.
 *
 *   {"karvan":1,"kind":"work","made":"2026-11-25T05:00:00.000Z","count":2}
 *   {"id":"<carriedId of jwe>","jwe":"<envelope>"}                           work: from a learner's phone to the server
 *   {"to":"<carriedId of the envelope>","jwe":"<reply>"}                     replies: back to that phone
 *
 * Nothing in it can be read: no name, no device, no profile; the label that a carrier types stays on the carrier's phone. The id is
 * there so that what was damaged is seen while the learner still stands beside; the count so that a file that was cut is known as such.
 * A damaged line costs that line.
 */
import { base64url } from 'jose';
import * as v from 'valibot';
import { problem, type Problem } from '../core/problem.ts';

/** SHA-256 of an envelope's text, base64url: its name on every road. */
export type CarriedId = string & { readonly brand: 'CarriedId' };
export type CarriedEnvelope = { readonly id: CarriedId; readonly jwe: string };
export type CarriedReply = { readonly to: CarriedId; readonly jwe: string };
/** `made`: ISO 8601, by the clock of the phone that made the file. */
export type Bundle =
  | { readonly kind: 'work'; readonly made: string; readonly envelopes: readonly CarriedEnvelope[] }
  | { readonly kind: 'replies'; readonly made: string; readonly replies: readonly CarriedReply[] };
/** `damaged`: how many things are missing or were changed on the way; the others are whole. */
export type ReadBundle = Bundle & { readonly damaged: number };

/** Media type and endings of the file. */
export const CARRIED = 'application/vnd.karvan.carried+ndjson';
export const CARRIED_ENDINGS = { work: '.karvan-work', replies: '.karvan-replies' } as const;
/** Greatest size of a file that is read, in bytes: more than a district's phones hold in a year. And the most lines of one. */
export const MOST_CARRIED = 64 * 1024 * 1024;
const MOST_LINES = 100_000;

export async function carriedId(jwe: string): Promise<CarriedId> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(jwe)))) as CarriedId;
}

/** The text of the file. */
export function writeBundle(bundle: Bundle): string {
  const { kind, made } = bundle;
  const things = kind === 'work' ? bundle.envelopes : bundle.replies;
  return [{ karvan: 1, kind, made, count: things.length }, ...things].map((each) => `${JSON.stringify(each)}\n`).join('');
}

/**
 * Reads a file's text. Problems: `carried-foreign` when it is no such file, `carried-newer` when a newer Karvan wrote it,
 * `carried-too-large` when it has more lines than anybody carries, `carried-damaged` when not one thing in it is whole.
 */
export async function readBundle(text: string): Promise<ReadBundle | Problem> {
  const [first = '', ...lines] = text.split('\n');
  const header = v.safeParse(headerSchema, json(first));
  if (!header.success) return problem(whyNot(json(first)));
  const { kind, made, count } = header.output;
  const written = lines.filter((line) => line.trim() !== '');
  if (written.length > MOST_LINES) return problem('carried-too-large');
  const expected = Math.max(count, written.length);
  const whole = kind === 'work' ? await wholeEnvelopes(written) : wholeReplies(written);
  if (whole.length === 0 && expected > 0) return problem('carried-damaged');
  const damaged = expected - whole.length;
  return kind === 'work' ? { kind, made, damaged, envelopes: whole as readonly CarriedEnvelope[] } : { kind, made, damaged, replies: whole as readonly CarriedReply[] };
}

const headerSchema = v.object({ karvan: v.literal(1), kind: v.picklist(['work', 'replies']), made: v.pipe(v.string(), v.maxLength(40)), count: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MOST_LINES)) });
const anySchema = v.object({ karvan: v.pipe(v.number(), v.minValue(1)), kind: v.string() });
const idSchema = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));
/** A compact JWE: what it holds only its receiver can tell. */
const jweSchema = v.pipe(v.string(), v.regex(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]*\.[\w-]+$/));
const envelopeSchema = v.object({ id: idSchema, jwe: jweSchema });
const replySchema = v.object({ to: idSchema, jwe: jweSchema });

function whyNot(header: unknown): 'carried-foreign' | 'carried-newer' | 'carried-damaged' {
  if (!v.is(anySchema, header)) return 'carried-foreign';
  return header.karvan === 1 && (header.kind === 'work' || header.kind === 'replies') ? 'carried-damaged' : 'carried-newer';
}

async function wholeEnvelopes(lines: readonly string[]): Promise<readonly CarriedEnvelope[]> {
  const read = await Promise.all(
    lines.map(async (line) => {
      const parsed = v.safeParse(envelopeSchema, json(line));
      return parsed.success && (await carriedId(parsed.output.jwe)) === parsed.output.id ? (parsed.output as CarriedEnvelope) : undefined;
    }),
  );
  return read.filter((each) => each !== undefined);
}

/** Whether a reply was changed on the way its phone sees when it opens it. */
function wholeReplies(lines: readonly string[]): readonly CarriedReply[] {
  return lines.flatMap((line) => {
    const parsed = v.safeParse(replySchema, json(line));
    return parsed.success ? [parsed.output as CarriedReply] : [];
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
