import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { choiceOrder } from '../../core/quiz/order.ts';
import type { Item, Quiz, QuizWords } from '../../core/quiz/quiz.ts';
import { typedNumber } from '../../core/quiz/score.ts';
import { Choice, Choices } from '../ui/choice.tsx';
import { wordsOf } from './quiz-files.ts';
import { chosenIn, withChoice } from './quiz-state.ts';
import type { QuizHere } from './use-quiz.ts';

type Props = {
  readonly item: Item;
  readonly quiz: Quiz;
  readonly words: readonly QuizWords[];
  readonly seed: number;
  readonly here: QuizHere;
  readonly onNext: () => void;
};

/** How long an answer may still be changed before it is saved: a keyboard passes over choices, and words are typed letter by letter. */
const QUIET = { single: 250, 'true-false': 250, multiple: 700, number: 1200, text: 1200 };

/** One question of any kind. Enter goes on. */
export function Question(props: Props) {
  return (
    <form
      className="stack stack--question"
      onSubmit={(event) => {
        event.preventDefault();
        props.onNext();
      }}
    >
      {'choices' in props.item || props.item.kind === 'true-false' ? <Chosen {...props} /> : <Typed {...props} />}
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  );
}

function Chosen({ item, quiz, words, seed, here }: Props) {
  const { t } = useTranslation('play');
  const spoken = wordsOf(words, item);
  const response = here.answers[item.id] ?? '';
  const options = item.kind === 'true-false' ? ['true', 'false'] : choiceOrder(quiz, item.id, seed);
  const wordsFor = (option: string): ReactNode => (item.kind === 'true-false' ? t(option === 'true' ? 'quiz.true' : 'quiz.false') : (spoken.choices?.[option]?.text ?? option));
  const choose = (option: string, isChosen: boolean) =>
    here.change(item, item.kind === 'multiple' ? withChoice(item, response, option, isChosen) : option, QUIET[item.kind]);
  return (
    <Choices
      isApart
      look="question"
      legend={
        <>
          <span lang={spoken.lang}>{spoken.prompt}</span>
          {item.kind === 'multiple' && <span className="question__note">{t('quiz.choose-all')}</span>}
        </>
      }
    >
      {options.map((option) => (
        <Choice
          key={option}
          kind={item.kind === 'multiple' ? 'checkbox' : 'radio'}
          name={item.id}
          value={option}
          lang={item.kind === 'true-false' ? undefined : spoken.lang}
          isChosen={item.kind === 'multiple' ? chosenIn(response).includes(option) : response === option}
          onChoose={(isChosen) => choose(option, isChosen)}
        >
          {wordsFor(option)}
        </Choice>
      ))}
    </Choices>
  );
}

function Typed({ item, words, here }: Props) {
  const { t } = useTranslation('play');
  const id = useId();
  const spoken = wordsOf(words, item);
  const response = here.answers[item.id] ?? '';
  const isNoNumber = item.kind === 'number' && response.trim() !== '' && Number.isNaN(typedNumber(response));
  const hint = isNoNumber ? t('quiz.no-number') : item.kind === 'text' ? t('quiz.short') : undefined;
  return (
    <div>
      <label className="question question--label" htmlFor={id} lang={spoken.lang}>
        {spoken.prompt}
      </label>
      <div className="typed">
        <input
          id={id}
          className="field"
          type="text"
          inputMode={item.kind === 'number' ? 'decimal' : 'text'}
          lang={item.kind === 'text' ? spoken.lang : undefined}
          value={response}
          maxLength={1000}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => here.change(item, event.target.value, QUIET[item.kind])}
          onBlur={() => void here.flush()}
        />
        {spoken.unit && <span lang={spoken.lang}>{spoken.unit}</span>}
      </div>
      {hint && (
        <p className="note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
