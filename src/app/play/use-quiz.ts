import { useCallback, useEffect, useRef, useState } from 'react';
import { auProgress, learn } from '../../core/progress.ts';
import { itemOrder } from '../../core/quiz/order.ts';
import type { Item, Quiz } from '../../core/quiz/quiz.ts';
import { score, scoreQuiz } from '../../core/quiz/score.ts';
import { answered, attempted, completed, judged, type Sitting } from '../../core/session.ts';
import type { Statement } from '../../core/xapi/statement.ts';
import { useSession } from '../session.tsx';
import type { Lesson } from './lesson.ts';
import { answersOf, nextTurn, seedOf, standingOf, type Answers, type Standing } from './quiz-state.ts';
import type { Sat } from './sitting.ts';
import { useSaved, type Saving } from './use-saved.ts';

export type QuizHere = {
  readonly standing: Standing;
  /** What was typed or chosen, saved or not. */
  readonly answers: Answers;
  /** Takes an answer in; it is saved once nothing was changed for `quiet` milliseconds, or on `flush`. */
  readonly change: (item: Item, response: string, quiet: number) => void;
  /** Saves what is not yet saved; true when everything is. */
  readonly flush: () => Promise<boolean>;
  /** Begins an attempt; true once it is recorded. */
  readonly begin: () => Promise<boolean>;
  /** Marks the attempt by its last answers and records that; true once it is. */
  readonly handIn: () => Promise<boolean>;
  readonly saving: Saving;
};

/** A quiz as it is taken. Its state is nothing but the fold of what was recorded, and what was typed since. */
export function useQuiz(lesson: Lesson, quiz: Quiz, { keep, atEnd }: Sat): QuizHere {
  const { world } = useSession();
  const saving = useSaved();
  const [progress, setProgress] = useState(lesson.progress);
  const [drafts, setDrafts] = useState<Answers>({});
  const now = useRef(progress);
  const turn = useRef(0);
  const standingNow = () => standingOf(auProgress(now.current, lesson.au), quiz, lesson.stray);
  const { run, forget } = saving;

  const say = (make: (s: Sitting) => readonly Statement[]) =>
    run(async () => {
      const said = await keep(make);
      now.current = said.reduce(learn, now.current);
      setProgress(now.current);
    });
  const answer = async (item: Item, response: string): Promise<boolean> => {
    const standing = standingNow();
    if (standing.kind !== 'open' || (answersOf(standing.attempt)[item.id] ?? '') === response) return true;
    turn.current = Math.max(turn.current + 1, nextTurn(standing.attempt));
    const said = { attempt: standing.attempt.id, turn: turn.current, item, response, outcome: score(item, response) };
    return say((s) => [answered(world, s, said)]);
  };
  const { change, flush } = useQuietSaving(answer);
  useEffect(() => atEnd(async () => void (await flush())), [atEnd, flush]);

  const standing = standingOf(auProgress(progress, lesson.au), quiz, lesson.stray);
  return {
    standing,
    answers: 'attempt' in standing && standing.attempt ? { ...answersOf(standing.attempt), ...(standing.kind === 'open' ? drafts : {}) } : {},
    change: (item, response, quiet) => {
      setDrafts((held) => ({ ...held, [item.id]: response }));
      forget();
      change(item, response, quiet);
    },
    flush,
    begin: async () => {
      const id = world.newId();
      const seed = seedOf(id);
      setDrafts({});
      const isBegun = await say((s) => [attempted(world, s, { id, seed, order: itemOrder(quiz, seed) })]);
      // "Kept" is said of answers, and there are none yet.
      if (isBegun) forget();
      return isBegun;
    },
    handIn: async () => {
      if (!(await flush())) return false;
      const open = standingNow();
      if (open.kind !== 'open') return true;
      const total = scoreQuiz(quiz, new Map(Object.entries(answersOf(open.attempt))));
      const { isCompleted } = auProgress(now.current, lesson.au);
      return say((s) => [judged(world, s, open.attempt.id, total), ...(isCompleted ? [] : [completed(world, s)])]);
    },
    saving,
  };
}

type Waiting = { readonly item: Item; readonly response: string };

/** Answers are saved one after the other, after a short quiet, or at once when the screen is hidden. What could not be saved waits for the next try. */
function useQuietSaving(answer: (item: Item, response: string) => Promise<boolean>): Pick<QuizHere, 'change' | 'flush'> {
  const save = useRef(answer);
  const waiting = useRef(new Map<string, Waiting>());
  const last = useRef(Promise.resolve(true));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    save.current = answer;
  });
  const flush = useCallback(() => {
    clearTimeout(timer.current);
    last.current = last.current.then(async () => {
      // What is changed while another is being saved is saved next.
      for (const [id, { item, response }] of waiting.current) {
        waiting.current.delete(id);
        if (await save.current(item, response)) continue;
        if (!waiting.current.has(id)) waiting.current.set(id, { item, response });
        return false;
      }
      return true;
    });
    return last.current;
  }, []);
  const change = useCallback(
    (item: Item, response: string, quiet: number) => {
      waiting.current.set(item.id, { item, response });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), quiet);
    },
    [flush],
  );
  useEffect(() => {
    const onHide = () => document.visibilityState === 'hidden' && void flush();
    document.addEventListener('visibilitychange', onHide);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      clearTimeout(timer.current);
    };
  }, [flush]);
  return { change, flush };
}
