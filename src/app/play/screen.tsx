import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rendering } from '../../pack/tracks.ts';
import { Captions } from './captions.tsx';
import type { Plan } from './film-plan.ts';
import type { Lesson } from './lesson.ts';
import { Still } from './still.tsx';
import { canTurnDown } from './use-second-voice.ts';

type Props = {
  readonly lesson: Lesson;
  readonly plan: Plan;
  readonly film: RefObject<HTMLMediaElement | null>;
  readonly name: string;
  readonly isMuted: boolean;
  /** Another voice speaks over the film's own, which is turned down under it; where it cannot be, it is silent. */
  readonly isDubbed: boolean;
  /** The picture waits for that voice. */
  readonly isHeld: boolean;
  readonly subtitles: readonly Rendering[];
  readonly onPress: () => void;
};

/** The film, or a still picture while only a voice is heard, with its subtitles. */
export function Screen({ lesson, plan, film, name, isMuted, isDubbed, isHeld, subtitles, onPress }: Props) {
  const { t } = useTranslation('play');
  return (
    <div className="screen">
      {plan.kind === 'film' ? (
        // The keyboard plays and pauses by its own button; a tap on the picture is a larger one.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
        <video ref={film as RefObject<HTMLVideoElement>} className="screen__film" playsInline preload="auto" muted={isMuted || (isDubbed && !canTurnDown())} onClick={onPress} aria-label={name} />
      ) : (
        <>
          <audio ref={film as RefObject<HTMLAudioElement>} preload="auto" muted={isMuted} />
          <Still lesson={lesson} />
        </>
      )}
      {isHeld && <span className="screen__held">{t('film.held')}</span>}
      <Captions film={film} tracks={subtitles} />
    </div>
  );
}
