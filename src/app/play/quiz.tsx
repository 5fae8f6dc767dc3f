import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import { isProblem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { IconButton } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Bones, Failed } from '../ui/states.tsx';
import { LanguageNotes } from './language-notes.tsx';
import type { LessonProps } from './learn.tsx';
import { useQuizFiles } from './quiz-files.ts';
import { LanguagesSheet } from './sheet-languages.tsx';
import { useSitting } from './sitting.ts';
import { Taking } from './taking.tsx';
import { useTracksHere } from './tracks-here.ts';
import { textLanguages } from './wishes.ts';
import '../ui/player.css';

/** A quiz in one of its languages; the language can change at any moment and nothing is lost. */
export function Quiz(props: LessonProps) {
  const { lesson, wishes, wish, onMissing } = props;
  const { t } = useTranslation(['play', 'ui']);
  const { db } = useSession();
  const [isChoosing, setChoosing] = useState(false);
  const tracks = useTracksHere(db, lesson, 'quiz', textLanguages(wishes));
  const track = tracks?.find((each) => each.lang === wishes.text) ?? tracks?.[0];
  const lang = track?.lang ?? lesson.manifest.source;
  const sitting = useSitting(lesson, track?.lang);
  const files = useQuizFiles(lesson, track?.lang);
  const isGone = files === null || tracks?.length === 0;
  useEffect(() => {
    if (isGone) onMissing();
  }, [isGone, onMissing]);

  const title = say(lesson.au.title, [lang], lesson.manifest.source);
  const frame = (parts: { readonly children: ReactNode; readonly dock?: ReactNode }) => (
    <Page name={title.text} isClose bar={<QuizBar lesson={lesson} lang={lang} onLanguage={tracks && tracks.length > 1 ? () => setChoosing(true) : undefined} />} dock={parts.dock}>
      {parts.children}
      {tracks && <LanguagesSheet tracks={tracks} lang={lang} choose={(chosen) => wish({ text: chosen })} isOpen={isChoosing} onClose={() => setChoosing(false)} />}
    </Page>
  );
  if (isProblem(files)) return frame({ children: <Failed problem={files} isTitle /> });
  if (!files) return frame({ children: <Bones says={t('ui:common.opening')} /> });
  return <Taking {...props} files={files} sitting={sitting} notes={<LanguageNotes tracks={track ? [track] : []} wanted={textLanguages(wishes)[0]} />} frame={frame} />;
}

function QuizBar({ lesson: { course, au, manifest }, lang, onLanguage }: Pick<LessonProps, 'lesson'> & { readonly lang: string; readonly onLanguage: (() => void) | undefined }) {
  const { t } = useTranslation('play');
  const title = say(au.title, [lang], manifest.source);
  return (
    <Bar
      back={{ to: `/course/${course}`, name: t('quiz.leave') }}
      end={
        <>
          <span className="note bar__note" lang={title.lang}>
            {title.text}
          </span>
          {onLanguage && <IconButton icon="globe" name={t('text.language')} onPress={onLanguage} />}
        </>
      }
    />
  );
}
