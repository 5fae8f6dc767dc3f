import { useCallback, useEffect, useRef, useState } from 'react';
import type { CourseId } from '../../core/ids.ts';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { isFull, type Db } from '../../device/db.ts';
import { parcelOf, writeParcel, type Parcel } from '../../device/export.ts';
import { chosenFile, dropMade, madeFile, mayMake, privateFile, type NewFile } from '../../device/given.ts';
import { canHold } from '../../device/space.ts';
import { PACK_FILE_ENDING, PACK_FILE_TYPE } from '../../pack/archive.ts';
import { isSharable, shareOrSave, type Given } from '../carry/give.ts';
import { useSession } from '../session.tsx';

/**
 * How far the giving of a course is. `made`: with `lessons` of `of` whole; `isLess` when a part turned out to be lost; `file` while it
 * lies here, without one it went where the person chose. `full`: there is no room for it.
 */
export type Giving =
  | { readonly kind: 'looking' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'writing'; readonly done: number }
  | { readonly kind: 'made'; readonly file?: File; readonly given?: Given; readonly lessons: number; readonly of: number; readonly isLess: boolean }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'full' | 'failed' };

const REPORT_TIME = 200;

/** Looks what a course's file would hold, makes it on request, and gives it out. What is under way ends with the screen. */
export function useGiving(course: CourseId) {
  const { db } = useSession();
  const [parcel, setParcel] = useState<Parcel>();
  const [giving, setGiving] = useState<Giving>({ kind: 'looking' });
  const stopper = useRef<AbortController>(undefined);

  useEffect(() => {
    let isGone = false;
    void parcelOf(db, course).then(async (found) => {
      const fits = isProblem(found) || canChoose() || (await canHold(found.size));
      if (isGone) return;
      if (isProblem(found)) return setGiving({ kind: 'refused', problem: found });
      setParcel(found);
      setGiving({ kind: fits ? 'ready' : 'full' });
    });
    return () => {
      isGone = true;
      stopper.current?.abort();
    };
  }, [db, course]);

  const make = async () => {
    if (!parcel) return;
    const chosen = await chooseFile(parcel.name);
    if (chosen === 'none') return;
    if (!chosen && !(await mayMake())) return setGiving({ kind: 'refused', problem: problem('used-in-other-tab') });
    const mine = new AbortController();
    stopper.current = mine;
    setGiving({ kind: 'writing', done: 0 });
    try {
      const file = chosen ? await chosenFile(chosen) : privateFile(aThread(), parcel.name);
      const now = await written(db, parcel, file, (done) => setGiving({ kind: 'writing', done }), mine.signal);
      setGiving(now.kind === 'made' && !chosen ? await withFile(now, parcel.name) : now);
    } catch (error) {
      if (!mine.signal.aborted) setGiving({ kind: isFull(error) ? 'full' : 'failed' });
    }
  };
  const give = useCallback(
    async (isShared: boolean) => {
      if (giving.kind !== 'made' || !giving.file) return;
      const { file, ...made } = giving;
      const given = await shareOrSave(isShared ? file : undefined, file, file.name);
      // Whom it was shared with has it; what is saved may still be on its way.
      if (given.kind === 'shared') await dropMade();
      setGiving(given.kind === 'shared' ? { ...made, given } : { ...made, file, given });
    },
    [giving],
  );
  const stop = () => {
    stopper.current?.abort();
    setGiving({ kind: 'ready' });
  };
  return { parcel, giving, make, give, stop };
}

async function written(db: Db, parcel: Parcel, file: NewFile, report: (done: number) => void, signal: AbortSignal): Promise<Giving> {
  let told = 0;
  const put: NewFile['put'] = (bytes, at) => {
    signal.throwIfAborted();
    return file.put(bytes, at);
  };
  try {
    const done = await writeParcel(db, parcel, { begin: file.begin, put }, (bytes) => {
      if (performance.now() - told < REPORT_TIME) return;
      told = performance.now();
      report(bytes);
    });
    if (isProblem(done)) {
      await file.drop();
      return { kind: 'refused', problem: done };
    }
    await file.close();
    return { kind: 'made', lessons: done.lessons, of: done.of, isLess: done.size < parcel.size };
  } catch (error) {
    await file.drop().catch(() => undefined);
    throw error;
  }
}

/** Where nothing can be chosen, nothing is asked: it goes among the downloads at once. */
async function withFile(made: Extract<Giving, { kind: 'made' }>, name: string): Promise<Giving> {
  const file = new File([await madeFile(name)], name, { type: PACK_FILE_TYPE });
  return isSharable(file) ? { ...made, file } : { ...made, file, given: await shareOrSave(undefined, file, name) };
}

function aThread(): Worker {
  return new Worker(new URL('./give.worker.ts', import.meta.url), { type: 'module', name: 'karvan-give' });
}

type Picker = { readonly showSaveFilePicker: (options: object) => Promise<FileSystemFileHandle> };

/** Whether a person chooses the place: then the file is written there at once and takes no room twice. */
export function canChoose(): boolean {
  return 'showSaveFilePicker' in globalThis;
}

/** `none`: the person closed the choice. Undefined: this browser has none, or does not let it open. */
async function chooseFile(suggestedName: string): Promise<FileSystemFileHandle | 'none' | undefined> {
  if (!canChoose()) return undefined;
  try {
    return await (globalThis as unknown as Picker).showSaveFilePicker({ suggestedName, types: [{ accept: { [PACK_FILE_TYPE]: [PACK_FILE_ENDING] } }] });
  } catch (error) {
    return (error as Error).name === 'AbortError' ? 'none' : undefined;
  }
}
