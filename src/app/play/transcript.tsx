import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import { auProgress } from '../../core/progress.ts';
import { completed } from '../../core/session.ts';
import type { Rendering } from '../../pack/tracks.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Bones } from '../ui/states.tsx';
import { useLanguage } from '../ui/words.ts';
import type { Plan } from './film-plan.ts';
import { GetMore } from './get-more.tsx';
import { SavedHere, Unsaved } from './kept.tsx';
import { LanguageNotes } from './language-notes.tsx';
import type { LessonProps } from './learn.tsx';
import { readText } from './local.ts';
import { Onward } from './onward.tsx';
import { LanguagesSheet } from './sheet-languages.tsx';
import type { useSitting } from './sitting.ts';
import { readSubtitles } from './subtitles.ts';
import { useSaved } from './use-saved.ts';

type Props = LessonProps & { readonly plan: Plan; readonly track: Rendering | undefined; readonly sitting: ReturnType<typeof useSitting> };

/** A film of which only the words are on this phone: said plainly, and the words to read. The person says when all is read. */
export function Transcript({ lesson, wishes, wish, onAgain, plan, track, sitting }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  const { world } = useSession();
  const lang = useLanguage();
  const lines = useWords(track);
  const saving = useSaved();
  const [isDone, setDone] = useState(auProgress(lesson.progress, lesson.au).isCompleted);
  const [isChoosing, setChoosing] = useState(false);
  const finish = () => void saving.run(() => sitting.keep((s) => [completed(world, s)])).then((isKept) => isKept && setDone(true));
  const title = say(lesson.au.title, [lang], lesson.manifest.source);
  const problem = saving.problem ?? sitting.problem;
  const main = isDone ? (
    <Onward lesson={lesson} />
  ) : (
    track && (
      <Button kind="main" isWide icon="check" onPress={finish}>
        {t('film.have-read')}
      </Button>
    )
  );
  return (
    <Page
      name={title.text}
      isClose
      bar={<Bar back={{ to: `/course/${lesson.course}`, name: t('course') }} end={<span className="note">{t('lesson-of', { n: lesson.n, of: lesson.of })}</span>} />}
      dock={
        main && (
          <Dock>
            <SavedHere at={saving.at} />
            {main}
          </Dock>
        )
      }
    >
      <Title lang={title.lang}>{title.text}</Title>
      <Banner icon="text" isInset>
        {track ? t('film.words-only') : t('film.nothing')}
      </Banner>
      {lesson.au.lesson.kind === 'video' && <GetMore lesson={lesson} rendition={lesson.au.lesson.sources[0]!.rendition} onReady={onAgain} />}
      {problem && <Unsaved problem={problem} onAgain={saving.problem && finish} />}
      <LanguageNotes tracks={track ? [track] : []} wanted={wishes.subtitles?.[0] ?? wishes.languages[0]} />
      {plan.subtitles.length > 1 && (
        <div>
          <Button icon="globe" onPress={() => setChoosing(true)}>
            {t('text.language')}
          </Button>
        </div>
      )}
      {track && (lines ? <article className="prose" lang={track.lang}>{lines.map((line, index) => <p key={index}>{line}</p>)}</article> : <Bones />)}
      <LanguagesSheet tracks={plan.subtitles} lang={track?.lang ?? ''} choose={(chosen) => wish({ subtitles: [chosen] })} isOpen={isChoosing} onClose={() => setChoosing(false)} />
    </Page>
  );
}

function useWords(track: Rendering | undefined): readonly string[] | undefined {
  const { db } = useSession();
  const { edition, path } = track ?? {};
  const [words, setWords] = useState<readonly string[]>();
  useEffect(() => {
    if (edition === undefined || path === undefined) return;
    let isGone = false;
    void readText(db, edition, path).then((text) => !isGone && setWords(readSubtitles(text ?? '').map((cue) => cue.lines.join(' '))));
    return () => {
      isGone = true;
    };
  }, [db, edition, path]);
  return words;
}
