import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Title } from '../ui/page.tsx';
import { useFormat } from '../ui/words.ts';
import type { Lesson } from './lesson.ts';
import type { QuizFiles } from './quiz-files.ts';
import type { Frame } from './taking.tsx';
import { toTop } from './top.ts';
import type { QuizHere } from './use-quiz.ts';

type Props = { readonly lesson: Lesson; readonly files: QuizFiles; readonly here: QuizHere; readonly notes: ReactNode; readonly unsaved: ReactNode; readonly frame: Frame };

/** Before an attempt: how many questions, what passes, how many attempts there are. */
export function QuizIntro({ lesson, files: { quiz, words }, here, notes, unsaved, frame }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  const format = useFormat();
  const [isBusy, setBusy] = useState(false);
  const title = say(lesson.au.title, [words[0]?.lang ?? ''], lesson.manifest.source);
  const { left } = here.standing;
  const begin = () => {
    setBusy(true);
    void here.begin().then((isKept) => (isKept ? toTop() : setBusy(false)));
  };
  return frame({
    dock: (
      <Dock>
        <Button kind="main" isWide icon="edit" isOff={isBusy} onPress={begin}>
          {t('quiz.begin')}
        </Button>
      </Dock>
    ),
    children: (
      <>
        <div className="stack">
          <Title lang={title.lang}>{title.text}</Title>
          <p className="facts">
            <span>{t('quiz.questions', { count: quiz.items.length })}</span>
            {lesson.au.minutes !== undefined && <span>{format.duration(lesson.au.minutes * 60)}</span>}
          </p>
          {notes}
        </div>
        {lesson.stray !== undefined && (
          <Banner icon="phone" isInset>
            {t('quiz.stray')}
          </Banner>
        )}
        {unsaved}
        <ul className="points">
          <li className="points__item">{t('quiz.promise')}</li>
          {lesson.au.masteryScore !== undefined && <li className="points__item">{t('quiz.pass-at', { percent: format.percent(lesson.au.masteryScore) })}</li>}
          <li className="points__item">{left === undefined ? t('quiz.no-limit') : t('quiz.attempts', { count: left })}</li>
        </ul>
      </>
    ),
  });
}
