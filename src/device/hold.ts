/** One tab records for a profile at a time. */
import type { Problem } from '../core/problem.ts';
import type { OpenProfile } from './profiles.ts';

/** `lost` resolves when another tab was told "use here". */
export type Hold = { readonly kind: 'hold'; readonly lost: Promise<void>; readonly release: () => void };

/** Takes the profile for this tab; with `isUseHere` takes it from another. Problem `used-in-other-tab`. */
export async function holdProfile(_open: OpenProfile, _isUseHere = false): Promise<Hold | Problem> {
  throw new Error('not built yet');
}
