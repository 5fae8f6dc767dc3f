import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dock } from '../ui/page.tsx';
import { Track } from '../ui/road.tsx';
import { QuizIntro } from './quiz-intro.tsx';
import { SavedHere, Unsaved } from './kept.tsx';
import type { LessonProps } from './learn.tsx';
import { Marks } from './marks.tsx';
import { Overview } from './overview.tsx';
import { Question } from './question.tsx';
import type { QuizFiles } from './quiz-files.ts';
import { firstUnanswered, isAnswered, itemsOf } from './quiz-state.ts';
import type { useSitting } from './sitting.ts';
import { toTop } from './top.ts';
import { useQuiz } from './use-quiz.ts';

export type Frame = (parts: { readonly children: ReactNode; readonly dock?: ReactNode }) => ReactNode;
type Props = LessonProps & { readonly files: QuizFiles; readonly sitting: ReturnType<typeof useSitting>; readonly notes: ReactNode; readonly frame: Frame };

/** A quiz being taken: its beginning, one question a screen, the overview, and how it was marked. */
export function Taking({ lesson, files, sitting, notes, frame, isAgain, onAgain }: Props) {
  const here = useQuiz(lesson, files.quiz, sitting);
  const { standing, saving } = here;
  const isAsked = useRef(isAgain);
  const { begin } = here;
  useEffect(() => {
    if (!isAsked.current) return;
    isAsked.current = false;
    if (standing.kind !== 'open' && standing.kind !== 'passed' && standing.left !== 0) void begin().then(toTop);
  });
  const failure = saving.problem ?? sitting.problem;
  if (standing.kind === 'open') return <Questions key={standing.attempt.id} lesson={lesson} files={files} here={here} attempt={standing.attempt} failure={failure} frame={frame} />;
  const unsaved = failure && <Unsaved problem={failure} onAgain={saving.problem && (() => void begin())} />;
  if (standing.kind === 'fresh') return <QuizIntro lesson={lesson} files={files} here={here} notes={notes} unsaved={unsaved} frame={frame} />;
  return <Marks lesson={lesson} files={files} here={here} unsaved={unsaved} onAgain={onAgain} frame={frame} />;
}

type QuestionsProps = Pick<Props, 'lesson' | 'files' | 'frame'> & {
  readonly here: ReturnType<typeof useQuiz>;
  readonly attempt: Extract<ReturnType<typeof useQuiz>['standing'], { kind: 'open' }>['attempt'];
  readonly failure: ReturnType<typeof useQuiz>['saving']['problem'];
};

function Questions({ files, here, attempt, failure, frame }: QuestionsProps) {
  const { t } = useTranslation(['play', 'ui']);
  const { quiz, words } = files;
  const { answers, saving, flush } = here;
  const items = itemsOf(quiz, attempt.order);
  const [at, setAt] = useState(() => firstUnanswered(items, answers));
  // One goes on only from what is saved: a failed answer stays on the screen.
  const go = async (to: number) => {
    if (!(await flush())) return;
    setAt(to);
    toTop();
  };
  const item = items[at];
  if (!item) return <Overview items={items} words={words} here={here} go={(to) => void go(to)} failure={failure} frame={frame} />;
  const isLast = at === items.length - 1;
  return frame({
    dock: (
      <Dock isPair>
        <SavedHere at={saving.at} />
        {at > 0 && (
          <Button icon="back" onPress={() => void go(at - 1)}>
            {t('ui:common.back')}
          </Button>
        )}
        <Button kind="main" onPress={() => void go(at + 1)}>
          {isLast ? t('quiz.to-overview') : t('quiz.next')}
        </Button>
      </Dock>
    ),
    children: (
      <>
        <div className="stack">
          <Track
            stages={items.map((each, index) => (index === at ? 'here' : isAnswered(answers, each) ? 'done' : 'ahead'))}
            label={t('quiz.answered', { count: items.filter((each) => isAnswered(answers, each)).length, of: items.length })}
          />
          <h1 className="over">{t('quiz.question', { n: at + 1, of: items.length })}</h1>
        </div>
        {failure && <Unsaved problem={failure} onAgain={saving.problem && (() => void flush())} />}
        <Question key={item.id} item={item} quiz={quiz} words={words} seed={attempt.seed ?? 0} here={here} onNext={() => void go(at + 1)} />
      </>
    ),
  });
}
