import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/words.ts';

type Props = { readonly name: string; readonly at: number; readonly seconds: number; readonly onSeek: (to: number) => void };

/** A film or a voice as a road: what lies behind is solid, what lies ahead is dotted, the ring is here. */
export function SeekBar({ name, at, seconds, onSeek }: Props) {
  const { t } = useTranslation('play');
  const format = useFormat();
  const [now, all] = [Math.floor(at), Math.floor(seconds)];
  return (
    <div className="seek" style={{ '--held': held(at, seconds) } as CSSProperties}>
      <span className="note seek__time" aria-hidden="true">
        {clock(now)}
      </span>
      <input
        type="range"
        min={0}
        max={Math.max(1, all)}
        step={1}
        value={Math.min(now, all)}
        aria-label={name}
        aria-valuetext={t('film.place-of', { at: format.duration(now), of: format.duration(all) })}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
      <span className="note seek__time" aria-hidden="true">
        {clock(all)}
      </span>
    </div>
  );
}

/** Share of the road that lies behind, 0…1. */
function held(at: number, seconds: number): string {
  return String(seconds > 0 ? Math.min(1, at / seconds) : 0);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** 1:02:09, 2:09 */
function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
