/** Lines of a phone that could not sign them any more: its PIN is forgotten, or its database does not open (sync/rescue.ts). */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { base64url } from 'jose';
import * as v from 'valibot';
import type { KeyId, ProfileId } from '../../core/ids.ts';
import { unsealText } from '../../sync/envelope.ts';
import { parseUnsigned } from '../../sync/rescue.ts';
import type { Deps } from '../deps.ts';
import type { Opened } from './opening.ts';

/** Opened as far as it says whose it is; undefined when it is no such thing. A line that cannot be opened costs that line. */
export async function openUnsigned(text: string, keys: Deps['keys']): Promise<(Pick<Opened, 'kid' | 'jws' | 'digest' | 'header' | 'lines'> & { readonly profile: ProfileId; readonly isUnsigned: true }) | undefined> {
  const parsed = parseUnsigned(text);
  const whose = parsed && (await keyIn(parsed.forServer, keys));
  if (!parsed || !whose) return undefined;
  const lines = (await Promise.all(parsed.lines.map(({ iv, bytes }) => opened(whose.key, iv, bytes)))).filter((line) => line !== undefined);
  // Kept in the form of the others, with no signature, so that it is read the same way.
  const head = base64url.encode(JSON.stringify({ alg: 'none', typ: 'karvan-unsigned' }));
  const jws = `${head}.${base64url.encode(gzipSync(['', ...lines].join('\n')))}.`;
  const digest = createHash('sha256').update(jws).digest('base64url');
  return { kid: whose.kid as KeyId, profile: whose.profile as ProfileId, jws, digest, header: undefined, lines, isUnsigned: true };
}

type Whose = { readonly kid: string; readonly profile: string; readonly key: CryptoKey };

const wrappedSchema = v.object({ profile: v.string(), kid: v.string(), key: v.string() });

async function keyIn(forServer: string, keys: Deps['keys']): Promise<Whose | undefined> {
  try {
    const { profile, kid, key } = v.parse(wrappedSchema, JSON.parse((await unsealText(forServer, (id) => keys.seal.get(id))) ?? ''));
    return { profile, kid, key: await crypto.subtle.importKey('raw', bytesOf(key), 'AES-GCM', false, ['decrypt']) };
  } catch {
    return undefined;
  }
}

/** A line has no breaks in it; whatever has any is none. */
async function opened(key: CryptoKey, iv: string, bytes: string): Promise<string | undefined> {
  try {
    const text = new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytesOf(iv) }, key, bytesOf(bytes)));
    return text.includes('\n') ? undefined : text;
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(base64url.decode(text));
}
