/** Writing down what a person did. */
import type { Edition } from '../core/ids.ts';
import type { Statement } from '../core/xapi/statement.ts';
import type { OpenProfile } from './profiles.ts';

/** A statement as kept. `envelope`: 0 while it lies in none. */
export type KeptLine = { readonly seq: number; readonly edition?: Edition; readonly s: Statement; readonly envelope: number };

/** Resolves only when all are saved for good. Throws a Problem: `storage-full`, `used-in-other-tab`. */
export async function record(_open: OpenProfile, _statements: readonly Statement[], _edition: Edition | undefined): Promise<void> {
  throw new Error('not built yet');
}

/** All that a profile recorded on this phone, in order. */
export async function statementsOf(_open: OpenProfile): Promise<readonly KeptLine[]> {
  throw new Error('not built yet');
}
