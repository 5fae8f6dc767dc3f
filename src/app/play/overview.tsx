import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../core/problem.ts';
import type { Item, QuizWords } from '../../core/quiz/quiz.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/notes.tsx';
import { Dock, Title } from '../ui/page.tsx';
import { Row, Rows } from '../ui/row.tsx';
import { SavedHere, Unsaved } from './kept.tsx';
import { wordsOf } from './quiz-files.ts';
import { isAnswered } from './quiz-state.ts';
import { Response } from './response.tsx';
import type { Frame } from './taking.tsx';
import { toTop } from './top.ts';
import type { QuizHere } from './use-quiz.ts';

type Props = {
  readonly items: readonly Item[];
  readonly words: readonly QuizWords[];
  readonly here: QuizHere;
  readonly go: (at: number) => void;
  readonly failure: Problem | undefined;
  readonly frame: Frame;
};

/** All questions with their answers, before they are handed in: each can still be changed. */
export function Overview({ items, words, here, go, failure, frame }: Props) {
  const { t } = useTranslation('play');
  const [isBusy, setBusy] = useState(false);
  const open = items.filter((item) => !isAnswered(here.answers, item)).length;
  const handIn = () => {
    setBusy(true);
    void here.handIn().then((isKept) => (isKept ? toTop() : setBusy(false)));
  };
  return frame({
    dock: (
      <Dock note={open > 0 ? t('quiz.unanswered', { count: open }) : t('quiz.all-answered')}>
        <SavedHere at={here.saving.at} />
        <Button kind="main" isWide icon="send" isOff={isBusy} onPress={handIn}>
          {t('quiz.hand-in')}
        </Button>
      </Dock>
    ),
    children: (
      <>
        <div className="stack">
          <Title>{t('quiz.overview')}</Title>
          <p>{t('quiz.overview-lead')}</p>
        </div>
        {failure && <Unsaved problem={failure} onAgain={here.saving.problem && handIn} />}
        <Rows label={t('quiz.overview')}>
          {items.map((item, index) => (
            <Row
              key={item.id}
              isTop
              start={<b>{index + 1}</b>}
              lang={wordsOf(words, item).lang}
              name={wordsOf(words, item).prompt}
              facts={isAnswered(here.answers, item) && <Response item={item} words={words} response={here.answers[item.id] ?? ''} />}
              under={!isAnswered(here.answers, item) && <Chip kind="wait" icon="edit">{t('quiz.no-answer')}</Chip>}
              onPress={() => go(index)}
            />
          ))}
        </Rows>
      </>
    ),
  });
}
