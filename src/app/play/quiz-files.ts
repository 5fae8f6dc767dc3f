/** A quiz's two parts from the pack: its key, and its words in a language. */
import { useEffect, useState } from 'react';
import * as v from 'valibot';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { quizSchema, quizWordsSchema, type Item, type Quiz, type QuizWords } from '../../core/quiz/quiz.ts';
import { withTypedAnswers } from '../../core/quiz/typed.ts';
import type { Db } from '../../device/db.ts';
import { useSession } from '../session.tsx';
import type { Lesson } from './lesson.ts';
import { readText } from './local.ts';
import { tracksHere } from './tracks-here.ts';

/** `quiz`: with the typed answers that language layers accept. `words`: in the order in which they are asked for a question's text. */
export type QuizFiles = { readonly quiz: Quiz; readonly words: readonly QuizWords[] };
type ItemWords = QuizWords['items'][string];

/** The quiz in `lang`, with the source language's words where `lang` lacks some. Undefined while it is read; null when a file is not here. */
export function useQuizFiles(lesson: Lesson, lang: string | undefined): QuizFiles | Problem | null | undefined {
  const { db } = useSession();
  const [found, setFound] = useState<QuizFiles | Problem | null>();
  useEffect(() => {
    if (lang === undefined) return;
    let isGone = false;
    void readQuiz(db, lesson, lang).then((files) => !isGone && setFound(files));
    return () => {
      isGone = true;
    };
  }, [db, lesson, lang]);
  return found;
}

/** Words of one item with their language. An item that no words speak of shows its id. */
export function wordsOf(words: readonly QuizWords[], item: Item): ItemWords & { readonly lang: string | undefined } {
  const spoken = words.find((each) => each.items[item.id] !== undefined);
  return spoken ? { ...spoken.items[item.id]!, lang: spoken.lang } : { prompt: item.id, lang: undefined };
}

async function readQuiz(db: Db, lesson: Lesson, lang: string): Promise<QuizFiles | Problem | null> {
  const { au, edition } = lesson;
  if (au.lesson.kind !== 'quiz') return problem('unexpected', 'no quiz');
  const key = await readText(db, edition, au.lesson.path);
  if (key === undefined) return null;
  const quiz = parsed(key, quizSchema);
  if (isProblem(quiz)) return quiz;
  // Never three: what both lack the pack lacks.
  const tracks = (await tracksHere(db, lesson, 'quiz', [lang])).slice(0, 2);
  const words = await Promise.all(tracks.map((track) => readText(db, track.edition, track.path)));
  const read = words.filter((text) => text !== undefined).map((text) => parsed(text, quizWordsSchema));
  if (read.length === 0) return null;
  return read.find((each): each is Problem => isProblem(each)) ?? { quiz: withTypedAnswers(quiz, lesson.typed), words: read.filter((each): each is QuizWords => !isProblem(each)) };
}

function parsed<Schema extends v.GenericSchema>(text: string, schema: Schema): v.InferOutput<Schema> | Problem {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    return problem('pack-manifest-invalid', String(error));
  }
}
