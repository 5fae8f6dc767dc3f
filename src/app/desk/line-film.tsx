import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CourseId } from '../../core/ids.ts';
import type { DeskLine, Translation } from '../../sync/translations.ts';
import { addressOf, forget } from '../play/local.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { useFormat } from '../ui/words.ts';
import { fetchFilm, findFilm, type FilmPlace } from './film-of-line.ts';

type Props = {
  readonly translation: Translation;
  readonly line: DeskLine;
  /** The line as it is being typed; it stands under the picture. */
  readonly text: string;
  /** How often the reader has asked for this line to be played. */
  readonly times: number;
};

/** The film that a line is spoken in, played from the line's beginning to its end. Nothing where a line is not spoken. */
export function LineFilm({ translation, line, text, times }: Props) {
  if (line.start === undefined || line.end === undefined) return null;
  return <Film key={line.of} course={translation.course as CourseId} medium={line.of} lang={translation.lang} start={line.start} end={line.end} text={text} times={times} />;
}

type FilmProps = { readonly course: CourseId; readonly medium: string; readonly lang: string; readonly start: number; readonly end: number; readonly text: string; readonly times: number };

function Film({ course, medium, lang, start, end, text, times }: FilmProps) {
  const { t } = useTranslation('desk');
  const film = useRef<HTMLVideoElement>(null);
  const { place, address, isFailed, isFetching, take } = useFilm(course, medium);
  useEffect(() => {
    const media = film.current;
    if (!media || !address) return;
    if (media.paused) media.currentTime = start;
    if (times === 0) return;
    media.currentTime = start;
    void media.play().catch(() => undefined);
    const stop = () => {
      if (media.currentTime < end) return;
      media.pause();
      media.removeEventListener('timeupdate', stop);
    };
    media.addEventListener('timeupdate', stop);
    return () => media.removeEventListener('timeupdate', stop);
  }, [address, start, end, times]);
  const format = useFormat();
  if (!place) return null;
  if (place.kind === 'none') return <p className="note">{t('line-film.none')}</p>;
  if (!address) {
    return (
      <div className="stack">
        {place.kind === 'server' && (
          <Button isDense icon="download" isOff={isFetching} onPress={take}>
            {t('line-film.take', { size: format.size(place.file.size) })}
          </Button>
        )}
        <p className="note" role="status">
          {isFetching ? t('line-film.fetching') : isFailed ? t('line-film.failed') : ''}
        </p>
      </div>
    );
  }
  return (
    <figure className="lines__film">
      {/* The words of the line stand beneath it, as they are typed. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={film} src={address} controls playsInline preload="metadata" aria-label={t('line-film.name')} />
      <figcaption className="lines__text" lang={lang}>
        {text}
      </figcaption>
    </figure>
  );
}

/** Looks for the film; what lies on this device is shown at once, what must be fetched only when somebody asks for it. */
function useFilm(course: CourseId, medium: string) {
  const { db, fetch, isOnline } = useSession();
  const [place, setPlace] = useState<FilmPlace>();
  const [address, setAddress] = useState<string>();
  const [state, setState] = useState<'idle' | 'fetching' | 'failed'>('idle');
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    void findFilm(db, fetch, { course, medium }).then(async (found) => {
      const here = found.kind === 'here' ? await addressOf(db, found.edition, found.path) : undefined;
      if (isGone.current) return here && forget(here);
      setPlace(found);
      setAddress((held) => here ?? held);
    });
    return () => {
      isGone.current = true;
    };
  }, [db, fetch, course, medium, isOnline]);
  useEffect(() => () => void (address && forget(address)), [address]);
  const take = () => {
    if (place?.kind !== 'server') return;
    setState('fetching');
    void fetchFilm(fetch, place).then((bytes) => {
      if (isGone.current) return;
      setState(bytes ? 'idle' : 'failed');
      if (bytes) setAddress(URL.createObjectURL(bytes));
    });
  };
  return { place, address, isFailed: state === 'failed', isFetching: state === 'fetching', take };
}
