/** Typed answers that the language layers on this phone accept, of those layers whose word on a quiz counts. */
import * as v from 'valibot';
import type { Edition } from '../core/ids.ts';
import { quizWordsSchema } from '../core/quiz/quiz.ts';
import { typedAnswersIn, type TypedAnswers } from '../core/quiz/typed.ts';
import type { HeldLayer } from '../pack/tracks.ts';
import type { Db } from './db.ts';
import { readFile } from './files.ts';

/** `edition`: of the layer that accepts them, as lines name it. */
export type LayerAnswers = TypedAnswers & { readonly edition: Edition };

/** What these layers accept in the quiz with these words (`unit`: their digest), as far as their files are here. */
export async function typedAnswersHere(db: Db, layers: readonly HeldLayer[], unit: string): Promise<readonly LayerAnswers[]> {
  const tracks = layers.flatMap(({ edition, layer, countsInQuiz }) =>
    countsInQuiz ? layer.tracks.filter((track) => track.kind === 'quiz' && track.of === unit).map(({ path }) => ({ edition, path })) : [],
  );
  const found = await Promise.all(tracks.map(async ({ edition, path }) => {
    const answers = await answersIn(db, edition, path);
    return answers && { ...answers, edition };
  }));
  return found.filter((each) => each !== undefined);
}

async function answersIn(db: Db, edition: Edition, path: string): Promise<TypedAnswers | undefined> {
  const bytes = await readFile(db, edition, path);
  const words = bytes && v.safeParse(v.pipe(v.string(), v.parseJson(), quizWordsSchema), new TextDecoder().decode(bytes));
  return words?.success ? typedAnswersIn(words.output) : undefined;
}
