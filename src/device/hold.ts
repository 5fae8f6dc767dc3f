/** One tab records for a profile at a time; the others say so and offer "use here". */
import { problem, type Problem } from '../core/problem.ts';
import type { OpenProfile } from './profiles.ts';

/** `lost` resolves when another tab was told "use here". */
export type Hold = { readonly kind: 'hold'; readonly lost: Promise<void>; readonly release: () => void };

/** Takes the profile for this tab; with `isUseHere` takes it from another. Problem `used-in-other-tab`. */
export async function holdProfile(open: OpenProfile, isUseHere = false): Promise<Hold | Problem> {
  const mine: Mine = { isLost: false };
  const released = aSignal();
  const lost = aSignal();
  return new Promise((resolve) => {
    const options = isUseHere ? { steal: true } : { ifAvailable: true };
    navigator.locks
      .request(nameOf(open), options, async (lock) => {
        if (!lock) return resolve(problem('used-in-other-tab'));
        holds.set(open, mine);
        resolve({ kind: 'hold', lost: lost.given, release: released.give });
        await released.given;
        holds.delete(open);
      })
      // A stolen lock rejects the one who held it.
      .catch(() => {
        mine.isLost = true;
        lost.give();
      });
  });
}

/** Whether another tab records for this profile. */
export async function isHeldElsewhere(open: OpenProfile): Promise<boolean> {
  const mine = holds.get(open);
  if (mine) return mine.isLost;
  const { held = [] } = await navigator.locks.query();
  return held.some((lock) => lock.name === nameOf(open));
}

type Mine = { isLost: boolean };
const holds = new WeakMap<OpenProfile, Mine>();

function nameOf(open: OpenProfile): string {
  return `karvan-profile-${open.id}`;
}

function aSignal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give!: () => void;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
