import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say, type Edition } from '../../core/ids.ts';
import { isFileHere } from '../../device/files.ts';
import type { Rendering } from '../../pack/tracks.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { useLanguage } from '../ui/words.ts';
import { Controls } from './controls.tsx';
import type { Plan, Voice } from './film-plan.ts';
import { GetMore } from './get-more.tsx';
import { SavedHere, Unsaved } from './kept.tsx';
import type { Command } from './keys.ts';
import { LanguageNotes } from './language-notes.tsx';
import type { LessonProps } from './learn.tsx';
import { useAddress } from './local.ts';
import { Onward } from './onward.tsx';
import { nextRate } from './rate.tsx';
import { ReportLine } from './report-line.tsx';
import type { useSitting } from './sitting.ts';
import { Screen } from './screen.tsx';
import { layOn } from './timeline.ts';
import { useDeviceVoice } from './use-device-voice.ts';
import { useFull, type Full } from './use-full.ts';
import { useKeys } from './use-keys.ts';
import { useMedia, type Media } from './use-media.ts';
import { useMap, useSecondVoice } from './use-second-voice.ts';
import { useWatched } from './use-watched.ts';
import { VoiceSheet } from './voice-sheet.tsx';
import type { Wishes } from './wishes.ts';

type Props = LessonProps & {
  readonly plan: Plan;
  readonly voice: Voice | undefined;
  readonly subtitles: readonly Rendering[];
  readonly sitting: ReturnType<typeof useSitting>;
  readonly isVoiceBroken: boolean;
  readonly onVoiceBroken: (isBroken: boolean) => void;
};

/** The player: a film with its own or another voice, or a voice alone, and up to two lines of subtitles. */
export function Film(props: Props) {
  const { lesson, place, wishes, wish, plan, voice, subtitles, sitting, isVoiceBroken, onVoiceBroken } = props;
  const { t } = useTranslation(['play', 'ui']);
  const { db, stayOpen } = useSession();
  const lang = useLanguage();
  const frame = useRef<HTMLElement>(null);
  const film = useRef<HTMLMediaElement>(null);
  const second = useRef<HTMLAudioElement>(null);
  const [isMuted, setMuted] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const isFilm = plan.kind === 'film';
  const address = useAddress(db, isFilm ? lesson.edition : (voice?.edition ?? lesson.edition), isFilm ? plan.picture : voice?.path);
  // A voice that is heard alone is longer than its film where the picture would wait: all else here goes by the film's time.
  const map = useMap(isFilm ? undefined : voice);
  useEffect(() => {
    if (film.current) layOn(film.current, map ?? undefined);
  }, [map]);
  const length = 'seconds' in lesson.au.lesson ? lesson.au.lesson.seconds : 0;
  const media = useMedia(film, { address: map === undefined ? undefined : address, begin: place.at, length, rate: wishes.rate });
  const watched = useWatched(props, film, media, sitting);
  const full = useFull(frame);
  const isUnplayable = useLost(props, isFilm ? lesson.edition : voice?.edition, isFilm ? plan.picture : voice?.path, media.isFailed || address === null);
  const dub = isFilm && voice?.path !== undefined ? voice : undefined;
  const phone = isFilm && voice?.cues !== undefined ? voice : undefined;
  const over = { filmRef: film, isMuted, isHurried: !wishes.isPatient, onBroken: () => onVoiceBroken(true) };
  const isHeldByTrack = useSecondVoice({ ...over, secondRef: second, voice: dub });
  const isHeld = useDeviceVoice({ ...over, voice: phone }) || isHeldByTrack;
  useEffect(() => {
    stayOpen(media.isPlaying);
    return () => stayOpen(false);
  }, [stayOpen, media.isPlaying]);

  const orders = ordersOf({ media, full, wishes, wish, mute: () => setMuted(!isMuted) });
  const obey = (command: Command) => orders[command]();
  useKeys(obey, !isChoosing);
  const choose = () => {
    full.leave();
    setChoosing(true);
  };

  const title = say(lesson.au.title, [lang], lesson.manifest.source);
  const failure = watched.saving.problem ?? sitting.problem;
  return (
    <Page
      name={title.text}
      isClose
      bar={<Bar back={{ to: `/course/${lesson.course}`, name: t('course') }} end={<span className="note">{t('lesson-of', { n: lesson.n, of: lesson.of })}</span>} />}
      above={
        <section className="player" aria-label={t('film.player')} ref={frame} data-full={full.isFull || undefined} data-choosing={isChoosing || undefined}>
          <Screen {...{ lesson, plan, film, isMuted }} name={title.text} isDubbed={(dub ?? phone) !== undefined} isHeld={isHeld} subtitles={wishes.isSubtitled ? subtitles : []} onPress={media.toggle} />
          <audio ref={second} preload="auto" />
          <Controls media={media} rate={wishes.rate} isMuted={isMuted} isFull={full.isFull} obey={obey} onRate={(rate) => wish({ rate })} onLanguage={choose} />
        </section>
      }
      dock={
        watched.isDone && (
          <Dock>
            <SavedHere at={watched.saving.at} />
            <Onward lesson={lesson} />
          </Dock>
        )
      }
    >
      <Title lang={title.lang}>{title.text}</Title>
      {failure && <Unsaved problem={failure} onAgain={watched.saving.problem && watched.finish} />}
      {isUnplayable && (
        <Banner kind="halt" icon="warning" isInset>
          {t('film.unplayable')}
        </Banner>
      )}
      {isVoiceBroken && isFilm && (
        <Banner kind="wait" icon="voice" isInset>
          {t('film.voice-broken')}
        </Banner>
      )}
      <div className="stack">
        <p className="note">{watched.isDone ? t('done') : t('film.done-when')}</p>
        <LanguageNotes tracks={wishes.isSubtitled ? subtitles : []} voice={voice} wanted={wishes.voice ?? wishes.subtitles?.[0] ?? wishes.languages[0]} />
      </div>
      {wishes.isSubtitled && subtitles.length > 0 && <ReportLine film={film} tracks={subtitles} sitting={sitting} />}
      {plan.kind === 'sound' && lesson.au.lesson.kind === 'video' && <GetMore lesson={lesson} rendition={lesson.au.lesson.sources[0]!.rendition} onReady={props.onAgain} />}
      <VoiceSheet {...{ lesson, plan, voice, subtitles, wishes }} wish={(change) => (onVoiceBroken(false), wish(change))} isOpen={isChoosing} onClose={() => setChoosing(false)} />
    </Page>
  );
}

type Ordering = { readonly media: Media; readonly full: Full; readonly wishes: Wishes; readonly wish: LessonProps['wish']; readonly mute: () => void };

function ordersOf({ media, full, wishes, wish, mute }: Ordering): { readonly [command in Command]: () => void } {
  return {
    toggle: media.toggle,
    back: () => media.seek(media.at - STEP),
    forward: () => media.seek(media.at + STEP),
    subtitles: () => wish({ isSubtitled: !wishes.isSubtitled }),
    mute,
    full: full.toggle,
    slower: () => wish({ rate: nextRate(wishes.rate, -1) }),
    faster: () => wish({ rate: nextRate(wishes.rate, 1) }),
    start: () => media.seek(0),
    end: () => media.seek(media.seconds),
  };
}

const STEP = 10;

/** A file that cannot be played: when it is not here whole the lesson says what is missing; else this browser cannot read it. */
function useLost({ onMissing }: LessonProps, edition: Edition | undefined, path: string | undefined, isFailed: boolean): boolean {
  const { db } = useSession();
  const [isUnplayable, setUnplayable] = useState(false);
  useEffect(() => {
    if (!isFailed || edition === undefined || path === undefined) return;
    void isFileHere(db, edition, path).then((isHere) => (isHere ? setUnplayable(true) : onMissing()));
  }, [db, edition, path, isFailed, onMissing]);
  return isUnplayable;
}
