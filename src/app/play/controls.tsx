import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useFormat } from '../ui/words.ts';
import type { Command } from './keys.ts';
import { PlayerIcon } from './player-icons.tsx';
import { Rate } from './rate.tsx';
import { SeekBar } from './seek-bar.tsx';
import type { Media } from './use-media.ts';

type Props = {
  readonly media: Media;
  readonly rate: number;
  readonly isMuted: boolean;
  readonly isFull: boolean;
  readonly obey: (command: Command) => void;
  readonly onRate: (rate: number) => void;
  readonly onLanguage: () => void;
};

/** Play and pause, ten seconds either way, speed, sound, the whole screen, language and voice. Each has its key. */
export function Controls({ media, rate, isMuted, isFull, obey, onRate, onLanguage }: Props) {
  const { t } = useTranslation('play');
  const format = useFormat();
  return (
    <div className="controls">
      <SeekBar name={t('film.place')} at={media.at} seconds={media.seconds} onSeek={media.seek} />
      <div className="controls__row">
        <button type="button" className="control" aria-label={t('film.back')} aria-keyshortcuts="ArrowLeft" onClick={() => obey('back')}>
          <PlayerIcon name="back" />
          <span aria-hidden="true">{format.number(10)}</span>
        </button>
        <button type="button" className="control control--main" aria-keyshortcuts="k" onClick={() => obey('toggle')}>
          <Icon name={media.isPlaying ? 'pause' : 'play'} />
          <span>{media.isPlaying ? t('film.pause') : t('film.play')}</span>
        </button>
        <button type="button" className="control" aria-label={t('film.forward')} aria-keyshortcuts="ArrowRight" onClick={() => obey('forward')}>
          <span aria-hidden="true">{format.number(10)}</span>
          <PlayerIcon name="forward" />
        </button>
        <Rate rate={rate} onRate={onRate} />
      </div>
      <div className="controls__row">
        <Button icon="subs" onPress={onLanguage}>
          {t('film.language')}
        </Button>
        <span className="controls__end">
          <button type="button" className="control" aria-label={t('film.mute')} aria-pressed={isMuted} aria-keyshortcuts="m" onClick={() => obey('mute')}>
            <PlayerIcon name={isMuted ? 'muted' : 'sound'} />
          </button>
          <button type="button" className="control" aria-label={isFull ? t('film.small') : t('film.full')} aria-keyshortcuts="f" onClick={() => obey('full')}>
            <PlayerIcon name={isFull ? 'small' : 'full'} />
          </button>
        </span>
      </div>
      <p className="unseen" role="status">
        {media.isWaiting ? t('film.waiting') : ''}
      </p>
    </div>
  );
}
