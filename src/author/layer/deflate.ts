import { createHash } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import type { PackPart } from '../check/parts.ts';

/** Words for a layer as they will lie in it (pack/deflated.ts): deflated where that saves a tenth or more. One zlib gives the same bytes each time. */
export function deflatedWhereSmaller(words: Uint8Array): Pick<PackPart, 'from' | 'size' | 'deflated'> {
  const from = deflateRawSync(words, { level: constants.Z_BEST_COMPRESSION });
  if (from.length > words.length * MOST) return { from: words, size: words.length };
  return { from, size: from.length, deflated: { size: words.length, sha256: createHash('sha256').update(words).digest('hex') } };
}

const MOST = 0.9;
