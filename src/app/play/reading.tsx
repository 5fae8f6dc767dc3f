import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Track } from '../ui/road.tsx';
import { Bones } from '../ui/states.tsx';
import { SavedHere, Unsaved } from './kept.tsx';
import { LanguageNotes } from './language-notes.tsx';
import type { LessonProps } from './learn.tsx';
import { Listen } from './listen.tsx';
import { Onward } from './onward.tsx';
import { Prose } from './prose.tsx';
import { LanguagesSheet } from './sheet-languages.tsx';
import { SizeSheet } from './sheet-size.tsx';
import { useSitting } from './sitting.ts';
import { useTracksHere } from './tracks-here.ts';
import { usePages, usePosition, type Position, type Text } from './use-reading.ts';
import { toTop } from './top.ts';
import { textLanguages } from './wishes.ts';
import '../ui/player.css';

/** Pages of text, one at a time. The lesson is done when every page was seen. */
export function Reading(props: LessonProps) {
  const { lesson, wishes, wish } = props;
  const { t } = useTranslation(['play', 'ui']);
  const { db } = useSession();
  const tracks = useTracksHere(db, lesson, 'text', textLanguages(wishes));
  const track = tracks?.find((each) => each.lang === wishes.text) ?? tracks?.[0];
  const lang = track?.lang ?? lesson.manifest.source;
  const text = usePages(props, track, tracks !== undefined);
  const sitting = useSitting(lesson, track?.lang);
  const position = usePosition(props, text?.pages.length ?? 0, sitting);
  const [sheet, setSheet] = useState<'language' | 'size'>();
  const problem = position.saving.problem ?? sitting.problem;
  const close = () => setSheet(undefined);
  const ends = (
    <>
      <IconButton icon="letters" name={t('text.size')} onPress={() => setSheet('size')} />
      {tracks && tracks.length > 1 && <IconButton icon="globe" name={t('text.language')} onPress={() => setSheet('language')} />}
    </>
  );
  return (
    <Page
      name={say(lesson.au.title, [lang], lesson.manifest.source).text}
      isClose
      bar={<Bar back={{ to: `/course/${lesson.course}`, name: t('course') }} end={ends} />}
      dock={text && <Turning lesson={lesson} text={text} position={position} />}
    >
      <Head lesson={lesson} text={text} page={position.page} lang={lang}>
        <LanguageNotes tracks={track ? [track] : []} wanted={textLanguages(wishes)[0]} />
      </Head>
      {text && track && <Listen key={track.path} lesson={lesson} lang={lang} text={text} position={position} rate={wishes.rate} onRate={(rate) => wish({ rate })} />}
      {problem && <Unsaved problem={problem} onAgain={position.saving.problem && position.finish} />}
      {text ? <Prose markdown={text.pages[position.page] ?? ''} file={text.path} lesson={lesson} lang={lang} size={wishes.size} /> : <Bones />}
      {text && position.isDone && position.page === text.pages.length - 1 && <p className="note">{t('done')}</p>}
      {tracks && <LanguagesSheet tracks={tracks} lang={lang} choose={(chosen) => wish({ text: chosen })} isOpen={sheet === 'language'} onClose={close} />}
      <SizeSheet size={wishes.size} choose={(size) => wish({ size })} isOpen={sheet === 'size'} onClose={close} />
    </Page>
  );
}

type HeadProps = Pick<LessonProps, 'lesson'> & { readonly text: Text | undefined; readonly page: number; readonly lang: string; readonly children: ReactNode };

function Head({ lesson: { au, manifest }, text, page, lang, children }: HeadProps) {
  const { t } = useTranslation(['play', 'ui']);
  const [title, course] = [say(au.title, [lang], manifest.source), say(manifest.title, [lang], manifest.source)];
  const where = text && t('reading.page', { n: page + 1, of: text.pages.length });
  return (
    <div className="stack">
      {where && <Track isSmall stages={text.pages.map((_, index) => (index === page ? 'here' : index < page ? 'done' : 'ahead'))} label={where} />}
      <p className="over">
        <span lang={course.lang}>{course.text}</span>
        {where && ` · ${where}`}
      </p>
      <Title lang={text?.title ? lang : title.lang}>{text?.title ?? title.text}</Title>
      {children}
    </div>
  );
}

function Turning({ lesson, text, position: { page, go, saving } }: Pick<LessonProps, 'lesson'> & { readonly text: Text; readonly position: Position }) {
  const { t } = useTranslation(['play', 'ui']);
  const turn = (to: number) => {
    go(to);
    toTop();
  };
  return (
    <Dock isPair>
      <SavedHere at={saving.at} />
      {page > 0 && (
        <Button icon="back" onPress={() => turn(page - 1)}>
          {t('ui:common.back')}
        </Button>
      )}
      {page < text.pages.length - 1 ? (
        <Button kind="main" onPress={() => turn(page + 1)}>
          {t('reading.next')}
        </Button>
      ) : (
        <Onward lesson={lesson} />
      )}
    </Dock>
  );
}
