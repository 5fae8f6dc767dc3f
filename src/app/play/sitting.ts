/** One sitting at a lesson: says that it was opened before anything else it says, and that it ended. */
import { useEffect, useRef, useState } from 'react';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { opened, sitting, terminated, waived, type Sitting, type World } from '../../core/session.ts';
import type { Statement } from '../../core/xapi/statement.ts';
import { verbName } from '../../core/xapi/verbs.ts';
import type { OpenProfile } from '../../device/profiles.ts';
import { record } from '../../device/record.ts';
import { useOpen, useSession } from '../session.tsx';
import type { Lesson } from './lesson.ts';

export type Sat = {
  /** Statements of this sitting, saved for good once it resolves. Rejects with the Problem, and then none of them was saved. */
  readonly keep: (make: (sitting: Sitting) => readonly Statement[]) => Promise<readonly Statement[]>;
  /** From here on statements name this language. */
  readonly speak: (language: string) => void;
  /** What is said last of all, just before the end. */
  readonly atEnd: (make: () => Promise<void>) => void;
};

/**
 * Sits down at a lesson once its language is known, and rises when the component goes. `problem`: the opening could not be saved;
 * it is tried again with the next statement.
 */
export function useSitting(lesson: Lesson, language: string | undefined): Sat & { readonly problem: Problem | undefined } {
  const { world, saved, endLesson } = useSession();
  const open = useOpen();
  const [failed, setFailed] = useState<Problem>();
  const [begun] = useState(() => sit({ world, open, saved, sealed: () => void endLesson() }, lesson, language ?? lesson.manifest.source));
  const isGone = useRef(false);
  const [keep] = useState(() => async (make: Parameters<Sat['keep']>[0]) => {
    const said = await begun.keep(make);
    if (!isGone.current) setFailed(undefined);
    return said;
  });
  const isKnown = language !== undefined;
  useEffect(() => {
    if (language !== undefined) begun.speak(language);
  }, [begun, language]);
  useEffect(() => {
    if (!isKnown) return;
    // A component that is mounted only to be looked at (StrictMode) opens nothing.
    isGone.current = false;
    const timer = setTimeout(() => void keep(() => []).catch((error: unknown) => isGone.current || setFailed(asProblem(error))));
    return () => {
      isGone.current = true;
      clearTimeout(timer);
    };
  }, [keep, isKnown]);
  useEffect(
    () => () => void begun.end().then(endLesson).catch(() => undefined),
    // The session's functions are made anew with each of its states; a sitting has one end.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [begun],
  );
  return { ...begun, keep, problem: failed };
}

export function asProblem(error: unknown): Problem {
  return isProblem(error) ? error : problem('unexpected', String(error));
}

type Deps = { readonly world: World; readonly open: OpenProfile; readonly saved: () => void; readonly sealed: () => void };

const results: ReadonlySet<string | undefined> = new Set(['completed', 'passed', 'failed']);

const nothing = async (): Promise<void> => undefined;

/** Everything is kept in the order in which it was said. */
function sit({ world, open, saved, sealed }: Deps, lesson: Lesson, language: string): Sat & { readonly end: () => Promise<void> } {
  const { registration, course, au, edition, carried, layers, typed } = lesson;
  let now: Sitting = sitting(world, { profile: open.id, registration, course, au, language });
  let isOpened = false;
  let last: Promise<unknown> = Promise.resolve();
  let beforeEnd = nothing;
  const opening = () => [...carried.map((each) => waived(world, { ...now, au: each })), ...opened(world, now)];

  const keep: Sat['keep'] = (make) => {
    const kept = last.then(async () => {
      const said = make(now);
      const statements = isOpened ? said : [...opening(), ...said];
      const used = [...layers.filter(({ layer }) => layer.languages.includes(now.language)), ...typed].flatMap((each) => each.edition ?? []);
      await record(open, statements, edition, [...new Set(used)]);
      isOpened = true;
      // A result is sealed at once: whoever takes the phone next may be another person, and their PIN opens none of this.
      if (said.some((each) => results.has(verbName(each.verb.id)))) sealed();
      else if (statements.length > 0) saved();
      return said;
    });
    last = kept.catch(() => undefined);
    return kept;
  };
  return {
    keep,
    speak: (next) => {
      now = { ...now, language: next };
    },
    atEnd: (make) => {
      beforeEnd = make;
    },
    end: async () => {
      await last;
      if (!isOpened) return;
      await beforeEnd().catch(() => undefined);
      await keep((s) => [terminated(world, s)]);
    },
  };
}
