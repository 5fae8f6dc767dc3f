import { Dexie } from 'dexie';
import { useEffect, useState } from 'react';

/**
 * What `read` finds in the phone's database, read again whenever anything there changes, in this tab, a worker or another tab.
 * Undefined until the first reading is done. Not Dexie's live query: ours decrypt, and a foreign await ends a live query's watch.
 */
export function useHeld<Found>(read: () => Promise<Found>, given: readonly unknown[]): Found | undefined {
  const [found, setFound] = useState<{ readonly of: string; readonly value: Found }>();
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    let isGone = false;
    let isReading = false;
    let isStale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async () => {
      if (isReading) {
        isStale = true;
        return;
      }
      isReading = true;
      try {
        const value = await read();
        if (!isGone) setFound({ of: keyOf(given), value });
      } catch (error) {
        if (!isGone) setFailure(() => error);
      }
      isReading = false;
      if (isStale && !isGone) {
        isStale = false;
        later();
      }
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void again(), 80);
    };
    void again();
    Dexie.on('storagemutated', later);
    return () => {
      isGone = true;
      clearTimeout(timer);
      Dexie.on('storagemutated').unsubscribe(later);
    };
    // `read` is made anew on every drawing; `given` says what it depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, given);
  if (failure) throw failure;
  return found && found.of === keyOf(given) ? found.value : undefined;
}

/** Tells readings for other things apart: what was found for one course is not shown for the next. */
function keyOf(given: readonly unknown[]): string {
  return given.map((each) => (typeof each === 'object' && each !== null && 'id' in each ? String(each.id) : typeof each === 'object' ? '' : String(each))).join('\n');
}
