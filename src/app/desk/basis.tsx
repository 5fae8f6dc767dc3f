import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { useFormat } from '../ui/words.ts';
import { countedNotes, lastDevice, short, spanOf } from './evidence.ts';

/** What a result rests on: edition, time and clock, phone and its sequence, languages, what the server remarked. */
export function Basis({ evidence }: { readonly evidence: Evidence }) {
  const { t } = useTranslation('desk');
  return (
    <section className="stack" aria-labelledby="basis">
      <h2 className="head" id="basis">
        {t('basis.title')}
      </h2>
      <dl className="pairs">
        <dt>{t('basis.edition')}</dt>
        <dd>
          <Lines>{useEditions(evidence)}</Lines>
        </dd>
        <dt>{t('basis.time')}</dt>
        <dd>
          <Lines>{useTimes(evidence)}</Lines>
        </dd>
        <dt>{t('basis.device')}</dt>
        <dd>
          <Lines>{useDevices(evidence)}</Lines>
        </dd>
        <dt>{t('basis.language')}</dt>
        <dd>
          <Lines>{useLanguages(evidence)}</Lines>
        </dd>
        <dt>{t('basis.notes')}</dt>
        <dd>
          <Lines>{useNotes(evidence)}</Lines>
        </dd>
      </dl>
    </section>
  );
}

function Lines({ children }: { readonly children: readonly ReactNode[] }) {
  return children.map((line, index) => (
    <span key={index} className="line">
      {line}
    </span>
  ));
}

function useEditions({ attempts }: Evidence): readonly string[] {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const named = attempts.map(({ release, edition }) => {
    if (edition === undefined) return t('basis.edition-unknown');
    return release === undefined ? t('basis.edition-foreign', { edition: short(edition) }) : t('basis.release', { n: format.number(release), edition: short(edition) });
  });
  return named.length > 0 ? [...new Set(named)] : [t('common.unknown')];
}

function useTimes(evidence: Evidence): readonly string[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  const done = spanOf(evidence);
  const device = lastDevice(evidence);
  const now = world.now();
  const span = done ? [t(done.isWithin ? 'basis.within' : 'basis.span', { from: format.moment(done.from, now), to: format.moment(done.to, now) })] : [t('basis.span-unknown')];
  if (!device) return span;
  const received = t('basis.received', { when: format.moment(device.received, now) });
  const ahead = device.clockAhead;
  if (ahead === undefined) return [...span, received];
  const clock = Math.abs(ahead) < 60 ? t('basis.clock-right') : t(ahead > 0 ? 'basis.clock-ahead' : 'basis.clock-behind', { time: format.duration(Math.abs(ahead)) });
  return [...span, received, clock];
}

function useDevices({ devices }: Evidence): readonly string[] {
  const { t } = useTranslation('desk');
  if (devices.length === 0) return [t('common.unknown')];
  return devices.flatMap(({ device, from, to, isWhole, gaps = [] }) => [
    t(isWhole ? 'basis.chain-whole' : 'basis.chain-gap', { device: short(device), from, to }),
    ...gaps.map((gap) => t('basis.gap', gap)),
  ]);
}

function useLanguages({ attempts }: Evidence): readonly string[] {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const tags = [...new Set(attempts.flatMap(({ language }) => (language ? [language] : [])))];
  return [tags.length > 0 ? tags.map(format.language).join(', ') : t('common.unknown')];
}

function useNotes(evidence: Evidence): readonly string[] {
  const { t } = useTranslation('desk');
  const words = useRemarks();
  const notes = countedNotes(evidence);
  return notes.length === 0 ? [t('basis.notes-none')] : words(notes);
}

/** Remarks in words, each with how many records carry it. */
export function useRemarks(): (notes: readonly { readonly note: string; readonly lines: number }[]) => readonly string[] {
  const { t } = useTranslation('desk');
  return (notes) => notes.map(({ note, lines }) => {
    const words = isKnown(note) ? t(`note.${note}`) : t('note.unknown', { code: note });
    return `${words} (${t('note.lines', { count: lines })})`;
  });
}

const known = ['conflict', 'foreign-actor', 'malformed', 'fork', 'chain', 'clock', 'old-edition', 'unknown-edition', 'over-attempts', 'score-differs', 'not-enrolled', 'unsigned'] as const;

function isKnown(note: string): note is (typeof known)[number] {
  return (known as readonly string[]).includes(note);
}
