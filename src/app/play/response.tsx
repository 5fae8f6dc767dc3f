import { useTranslation } from 'react-i18next';
import type { Item, QuizWords } from '../../core/quiz/quiz.ts';
import { useFormat } from '../ui/words.ts';
import { wordsOf } from './quiz-files.ts';
import { chosenIn } from './quiz-state.ts';

/** A response as a person reads it: the words of the choices, or what was typed. */
export function Response({ item, words, response }: { readonly item: Item; readonly words: readonly QuizWords[]; readonly response: string }) {
  const { t } = useTranslation('play');
  const spoken = wordsOf(words, item);
  switch (item.kind) {
    case 'single':
    case 'multiple':
      return (
        <span lang={spoken.lang}>
          {chosenIn(response)
            .map((choice) => spoken.choices?.[choice]?.text ?? choice)
            .join(' · ')}
        </span>
      );
    case 'true-false':
      return <span>{t(response === 'true' ? 'quiz.true' : 'quiz.false')}</span>;
    case 'number':
    case 'text':
      return (
        <span lang={spoken.lang}>
          {response} {spoken.unit}
        </span>
      );
  }
}

/** What would have been right, in words. Nothing where the key lies with the institution. */
export function RightAnswer({ item, words }: { readonly item: Item; readonly words: readonly QuizWords[] }) {
  const format = useFormat();
  const spoken = wordsOf(words, item);
  if (item.correct === undefined) return null;
  switch (item.kind) {
    case 'multiple':
      return <Response item={item} words={words} response={item.correct.join('[,]')} />;
    case 'number':
      return <Response item={item} words={words} response={format.number(item.correct, decimals(item.correct))} />;
    case 'text':
      return <Response item={item} words={words} response={(item.correct[spoken.lang ?? ''] ?? Object.values(item.correct)[0] ?? [])[0] ?? ''} />;
    case 'single':
    case 'true-false':
      return <Response item={item} words={words} response={String(item.correct)} />;
  }
}

function decimals(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
