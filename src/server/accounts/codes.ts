/** Codes that open something once: ten signs that can be read out over a telephone, kept only as their digest. */
import { createHash, randomBytes } from 'node:crypto';
import { CROCKFORD, readCode } from '../../sync/receipt.ts';
import type { CodeRow } from '../store/schema.ts';
import type { Writer } from '../store/store.ts';

/** How long a code can be used, in milliseconds: one goes home on paper, the other is for somebody who stands here. */
const lives: Readonly<Record<CodeRow['kind'], number>> = { enrol: 30 * 86_400_000, reset: 3_600_000 };

/** Makes a code for a person. It is shown as XXXXX-XXXXX and can never be read again. */
export async function makeCode(w: Writer, what: { kind: CodeRow['kind']; person: string; by: string; now: number }): Promise<{ code: string; expires: string }> {
  const code = randomSigns(10);
  const expires = new Date(what.now + lives[what.kind]).toISOString();
  await w
    .insertInto('code')
    .values({ hash: codeHash(code), kind: what.kind, person: what.person, by: what.by, made: new Date(what.now).toISOString(), expires, spent: null })
    .execute();
  return { code: inFives(code), expires };
}

/** What stands in the table for a code, however a person typed it: SHA-256 of `readCode`, in hexadecimal. */
export function codeHash(typed: string): string {
  return createHash('sha256').update(readCode(typed)).digest('hex');
}

/** A first password that can be read from paper and typed: 75 random bits. */
export function newPassword(): string {
  return inFives(randomSigns(15));
}

/** 256 values are eight times 32: every sign is as likely as every other. */
function randomSigns(count: number): string {
  return Array.from(randomBytes(count), (byte) => CROCKFORD[byte & 31]).join('');
}

function inFives(signs: string): string {
  return (signs.match(/.{5}/g) ?? []).join('-');
}
