import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attempt } from '../../core/progress.ts';
import type { Item, QuizWords } from '../../core/quiz/quiz.ts';
import { scoreQuiz } from '../../core/quiz/score.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/notes.tsx';
import { Dock, Title } from '../ui/page.tsx';
import { useFormat } from '../ui/words.ts';
import { Corrected } from './corrected.tsx';
import { SavedHere } from './kept.tsx';
import type { Lesson } from './lesson.ts';
import { Onward } from './onward.tsx';
import { wordsOf, type QuizFiles } from './quiz-files.ts';
import { answersOf, chosenIn, isAnswered, itemsOf, markOf, mayReveal, type Answers, type Mark } from './quiz-state.ts';
import { Response, RightAnswer } from './response.tsx';
import type { Frame } from './taking.tsx';
import type { QuizHere } from './use-quiz.ts';

type Props = { readonly lesson: Lesson; readonly files: QuizFiles; readonly here: QuizHere; readonly unsaved: ReactNode; readonly onAgain: () => void; readonly frame: Frame };

/** How an attempt was marked, question by question, and what may be done next. */
export function Marks({ lesson, files, here, unsaved, onAgain, frame }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  const { standing } = here;
  const isPassed = standing.kind === 'passed';
  const mayRetry = !isPassed && standing.left !== 0;
  const attempt = 'attempt' in standing ? standing.attempt : undefined;
  return frame({
    dock: (
      <Dock note={mayRetry && standing.left !== undefined ? t('quiz.attempts', { count: standing.left }) : undefined}>
        <SavedHere at={here.saving.at} />
        {mayRetry ? (
          <Button kind="main" isWide icon="edit" onPress={onAgain}>
            {t('quiz.again')}
          </Button>
        ) : (
          <Onward lesson={isPassed ? lesson : { ...lesson, next: undefined }} />
        )}
      </Dock>
    ),
    children: (
      <>
        <Title>{isPassed ? t('quiz.passed') : t('quiz.failed')}</Title>
        {unsaved}
        {attempt?.judged?.by && <Corrected by={attempt.judged.by} />}
        {attempt && <Figures lesson={lesson} files={files} attempt={attempt} />}
        <p>{isPassed ? t('quiz.passed-next') : mayRetry ? t('quiz.failed-next') : t('quiz.spent-next')}</p>
        {attempt && (
          <section className="stack stack--wide">
            <h2 className="head">{t('quiz.marks')}</h2>
            <ol className="marks">
              {itemsOf(files.quiz, attempt.order).map((item, index) => (
                <ItemMark key={item.id} n={index + 1} item={item} words={files.words} answers={answersOf(attempt)} isRevealed={mayReveal(standing)} />
              ))}
            </ol>
          </section>
        )}
      </>
    ),
  });
}

function Figures({ lesson, files: { quiz }, attempt }: Pick<Props, 'lesson' | 'files'> & { readonly attempt: Attempt }) {
  const { t } = useTranslation('play');
  const format = useFormat();
  const score = scoreQuiz(quiz, new Map(Object.entries(answersOf(attempt))));
  const scaled = attempt.judged?.scaled ?? score.scaled;
  // Points are told only where they are those of the judgement: an attempt of another phone may have been on another edition.
  const isSame = score.scaled === scaled;
  const figures = [
    { name: t('quiz.your-score'), value: format.percent(scaled) },
    ...(isSame ? [{ name: t('quiz.points'), value: t('quiz.points-of', { raw: format.number(score.raw), max: format.number(score.max) }) }] : []),
    ...(lesson.au.masteryScore === undefined ? [] : [{ name: t('quiz.pass-mark'), value: format.percent(lesson.au.masteryScore) }]),
  ];
  return (
    <dl className="cost">
      {figures.map(({ name, value }) => (
        <div className="cost__item" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type ItemProps = { readonly n: number; readonly item: Item; readonly words: readonly QuizWords[]; readonly answers: Answers; readonly isRevealed: boolean };

function ItemMark({ n, item, words, answers, isRevealed }: ItemProps) {
  const { t } = useTranslation('play');
  const spoken = wordsOf(words, item);
  const mark = markOf(item, answers);
  const response = answers[item.id] ?? '';
  const told = mark === 'right' ? spoken.right : mark === 'wrong' || mark === 'unanswered' ? spoken.wrong : undefined;
  const ofChoices = chosenIn('choices' in item ? response : '').flatMap((choice) => spoken.choices?.[choice]?.feedback ?? []);
  return (
    <li className="marks__item">
      <h3 className="marks__prompt">
        {n}. <span lang={spoken.lang}>{spoken.prompt}</span>
      </h3>
      {isAnswered(answers, item) && (
        <p className="note">
          {t('quiz.you-said')} <Response item={item} words={words} response={response} />
        </p>
      )}
      <div>
        <MarkChip mark={mark} />
      </div>
      {[...ofChoices, ...(told === undefined ? [] : [told])].map((sentence) => (
        <p key={sentence} lang={spoken.lang}>
          {sentence}
        </p>
      ))}
      {isRevealed && mark !== 'right' && item.correct !== undefined && (
        <p>
          <b>{t('quiz.right-answer')}</b> <RightAnswer item={item} words={words} />
        </p>
      )}
    </li>
  );
}

function MarkChip({ mark }: { readonly mark: Mark }) {
  const { t } = useTranslation('play');
  switch (mark) {
    case 'right':
      return <Chip kind="kept" icon="check">{t('mark.right')}</Chip>;
    case 'wrong':
      return <Chip kind="halt" icon="cross">{t('mark.wrong')}</Chip>;
    case 'unanswered':
      return <Chip icon="edit">{t('mark.unanswered')}</Chip>;
    case 'unmarked':
      return <Chip icon="ministry">{t('mark.unmarked')}</Chip>;
  }
}
