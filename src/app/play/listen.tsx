import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rendering } from '../../pack/tracks.ts';
import type { VoiceMap } from '../../pack/voice-map.ts';
import { useDownload } from '../library/downloads.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import type { Voice } from './film-plan.ts';
import { LanguageNotes } from './language-notes.tsx';
import type { Lesson } from './lesson.ts';
import { useAddress } from './local.ts';
import { pageAt } from './read-along.ts';
import { Rate } from './rate.tsx';
import { SeekBar } from './seek-bar.tsx';
import { useMedia } from './use-media.ts';
import { usePhoneReader } from './use-phone-reader.ts';
import type { Position, Text } from './use-reading.ts';
import { useMap } from './use-second-voice.ts';
import { tracksHere, voiceOf } from './tracks-here.ts';

type Props = { readonly lesson: Lesson; readonly lang: string; readonly text: Text; readonly position: Pick<Position, 'page' | 'go'>; readonly rate: number; readonly onRate: (rate: number) => void };

/** A reading that is heard: by its packed voice, else by one of the phone's own, else not at all. The page turns with the voice, and the voice goes where a page is opened. */
export function Listen(props: Props) {
  const track = useVoiceHere(props);
  const [isBroken, setBroken] = useState(false);
  if (track === undefined) return null;
  if (track === null || isBroken) return <PhoneVoice {...props} />;
  return <PackedVoice {...props} voice={voiceOf(track)} onBroken={() => setBroken(true)} />;
}

/** The packed voice in the language that is read; null when there is none. A voice comes after its text: looked for again when the download is done. */
function useVoiceHere({ lesson, lang }: Props): Rendering | null | undefined {
  const { db } = useSession();
  const isFetched = useDownload(lesson.course)?.kind === 'ready';
  const [track, setTrack] = useState<Rendering | null>();
  useEffect(() => {
    let isGone = false;
    void tracksHere(db, lesson, 'voice', [lang]).then((tracks) => !isGone && setTrack(tracks.find((each) => each.lang === lang) ?? null));
    return () => {
      isGone = true;
    };
  }, [db, lesson, lang, isFetched]);
  return track;
}

type Packed = Props & { readonly voice: Voice; readonly onBroken: () => void };

function PackedVoice(props: Packed) {
  const map = useMap(props.voice);
  return map === undefined ? null : <Track {...props} map={map} />;
}

function Track({ voice, map, position, rate, onRate, onBroken }: Packed & { readonly map: VoiceMap | null }) {
  const { t } = useTranslation('play');
  const { db, stayOpen } = useSession();
  const audio = useRef<HTMLAudioElement>(null);
  const address = useAddress(db, voice.edition, voice.path);
  const pages = map?.speech ?? UNKNOWN;
  const { page, go } = position;
  const media = useMedia(audio, { address, begin: pages[page]?.[0] ?? 0, length: pages.at(-1)?.[1] ?? 0, rate });
  const { at, isPlaying, seek } = media;
  const heard = pageAt(pages, at);
  const isFailed = media.isFailed || address === null;
  useEffect(() => {
    if (isFailed) onBroken();
    // What is done when it breaks is made anew at each drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isFailed]);
  useEffect(() => {
    stayOpen(isPlaying);
    return () => stayOpen(false);
  }, [stayOpen, isPlaying]);
  // Whichever of the two was moved takes the other along: the voice the page, and a page that is opened the voice.
  const before = useRef({ heard, page });
  useEffect(() => {
    const { heard: heardBefore, page: pageBefore } = before.current;
    before.current = { heard, page };
    if (heard === undefined || heard === page) return;
    if (heard !== heardBefore) {
      go(heard);
      window.scrollTo(0, 0);
    } else if (page !== pageBefore) seek(pages[page]?.[0] ?? 0);
  }, [heard, page, go, seek, pages]);
  return (
    <Bar {...{ isPlaying, voice, rate, onRate }} toggle={media.toggle}>
      <audio ref={audio} />
      <SeekBar name={t('listen.place')} at={at} seconds={media.seconds} onSeek={seek} />
    </Bar>
  );
}

function PhoneVoice({ lang, text, position, rate, onRate, lesson }: Props) {
  const { stayOpen } = useSession();
  const reader = usePhoneReader({ lang, text, position, rate });
  const isPlaying = reader?.isPlaying ?? false;
  useEffect(() => {
    stayOpen(isPlaying);
    return () => stayOpen(false);
  }, [stayOpen, isPlaying]);
  return reader && <Bar {...reader} {...{ rate, onRate }} voice={{ lang, edition: lesson.edition, path: undefined, isSynthetic: true }} />;
}

const UNKNOWN: VoiceMap['speech'] = [];

type BarProps = Pick<Props, 'rate' | 'onRate'> & { readonly isPlaying: boolean; readonly toggle: () => void; readonly voice: Voice; readonly children?: ReactNode };

function Bar({ isPlaying, toggle, voice, rate, onRate, children }: BarProps) {
  const { t } = useTranslation('play');
  return (
    <section className="listen" aria-label={t('listen.title')}>
      <div className="listen__row">
        <Button icon={isPlaying ? 'pause' : 'play'} onPress={toggle}>
          {isPlaying ? t('film.pause') : t('listen.begin')}
        </Button>
        <Rate rate={rate} onRate={onRate} />
        {children}
      </div>
      <LanguageNotes tracks={[]} voice={voice} wanted={undefined} />
    </section>
  );
}
