/**
 * Lines that lie in no envelope while the PIN is forgotten or the app cannot sign in: as they are sealed on the phone, with the key to
 * them that the phone once sealed to the server; all of it sealed to the server once more, so that it travels as envelopes do. Nobody
 * signed it: the server keeps the lines with a note.
 */
import type { JWK } from 'jose';
import * as v from 'valibot';
import { sealText } from './envelope.ts';
import { LIMITS } from './protocol.ts';

const sealedLine = v.object({ seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)), iv: v.string(), bytes: v.string() });

export const unsignedSchema = v.object({
  karvan: v.literal(1),
  kind: v.literal('unsigned'),
  /** JWE of `{"profile", "kid", "key"}` to the server's sealing key: as in a PIN reset. */
  forServer: v.pipe(v.string(), v.maxLength(8192)),
  /** AES-256-GCM under that key, base64url; each holds one line's exact text. */
  lines: v.pipe(v.array(sealedLine), v.maxLength(LIMITS.lines)),
});

export type Unsigned = v.InferOutput<typeof unsignedSchema>;
export type SealedLine = v.InferOutput<typeof sealedLine>;

/** As many JWE as the lines need; each as small as an envelope. */
export async function sealUnsigned(forServer: string, lines: readonly SealedLine[], server: JWK): Promise<readonly string[]> {
  const jwes: string[] = [];
  for (let rest = lines; rest.length > 0; ) {
    const inside = rest.slice(0, fitting(rest));
    jwes.push(await sealText(JSON.stringify({ karvan: 1, kind: 'unsigned', forServer, lines: inside } satisfies Unsigned), server));
    rest = rest.slice(inside.length);
  }
  return jwes;
}

/** What was unsealed, if it is such a thing; undefined for anything else. */
export function parseUnsigned(text: string): Unsigned | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const parsed = v.safeParse(unsignedSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function fitting(lines: readonly SealedLine[]): number {
  let size = 0;
  const over = lines.findIndex((line, index) => (size += line.bytes.length + 64) > LIMITS.bytes && index > 0);
  return Math.min(LIMITS.lines, over < 0 ? lines.length : over);
}
