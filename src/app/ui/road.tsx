import type { CSSProperties, ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon.tsx';

export type Stage = 'done' | 'here' | 'ahead';

/** Up to 12 stages across, one dot each: a picture whose `label` says the same in words. More than 12 become a haul. */
export function Track({ stages, label, isSmall }: { readonly stages: readonly Stage[]; readonly label: string; readonly isSmall?: boolean }) {
  if (stages.length > 12) return <Haul held={stages.filter((stage) => stage === 'done').length} of={stages.length} label={label} />;
  return (
    <div className={isSmall ? 'track track--small' : 'track'} role="img" aria-label={label}>
      {stages.map((stage, index) => (
        <span key={index} className="track__stop" data-state={stage} />
      ))}
    </div>
  );
}

/** Bytes (or many stages) on their way: what was received is solid and stays solid when paused. */
export function Haul({ held, of, isPaused, label }: { readonly held: number; readonly of: number; readonly isPaused?: boolean; readonly label: string }) {
  const share = of > 0 ? Math.min(100, Math.floor((held / of) * 100)) : 0;
  return (
    <div
      className="haul"
      data-state={isPaused ? 'paused' : undefined}
      style={{ '--held': share / 100 } as CSSProperties}
      role="progressbar"
      aria-valuenow={share}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
    >
      <span className="haul__held" />
      <span className="haul__here" />
    </div>
  );
}

export type Stop = {
  readonly key: string;
  readonly stage: Stage | 'halt';
  readonly icon: IconName;
  readonly name: ReactNode;
  readonly lang?: string | undefined;
  readonly note?: ReactNode;
  /** The reviewer's reason, word for word. */
  readonly reason?: { readonly text: string; readonly isHalt: boolean; readonly lang?: string } | undefined;
  readonly count?: ReactNode;
  readonly to?: string | undefined;
};

/** Stations down the page in fixed order; the line between two that are behind us is solid. `label` says the whole in a sentence. */
export function Chain({ stops, label, isClose }: { readonly stops: readonly Stop[]; readonly label: string; readonly isClose?: boolean }) {
  return (
    <ol className={isClose ? 'road road--close' : 'road'} aria-label={label}>
      {stops.map((stop, index) => {
        const next = stops[index + 1];
        const isLegDone = stop.stage === 'done' && next !== undefined && next.stage !== 'ahead';
        return <Station key={stop.key} stop={stop} isLegDone={isLegDone} />;
      })}
    </ol>
  );
}

function Station({ stop, isLegDone }: { readonly stop: Stop; readonly isLegDone: boolean }) {
  const name = (
    <span className="stop__name" lang={stop.lang}>
      {stop.to === undefined ? (
        stop.name
      ) : (
        <Link className="stop__link" href={stop.to}>
          {stop.name}
        </Link>
      )}
    </span>
  );
  const words = (
    <>
      {name}
      {stop.note && <span className="note">{stop.note}</span>}
    </>
  );
  return (
    <li className="stop" data-state={stop.stage} data-leg={isLegDone ? 'done' : undefined}>
      <span className="stop__sign">
        <Icon name={stop.icon} />
      </span>
      {stop.count === undefined ? (
        words
      ) : (
        <span className="place">
          <span className="stack stack--tight">{words}</span>
          <b className="place__count">{stop.count}</b>
        </span>
      )}
      {stop.reason && (
        <blockquote className={stop.reason.isHalt ? 'reason reason--halt' : 'reason'} lang={stop.reason.lang}>
          {stop.reason.text}
        </blockquote>
      )}
    </li>
  );
}
