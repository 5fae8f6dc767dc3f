import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useFormat } from '../ui/words.ts';
import { lastDevice, spanOf } from './evidence.ts';
import { looks } from './state-chip.tsx';

type Stop = { readonly key: string; readonly state: 'done' | 'here'; readonly icon: IconName; readonly name: string; readonly note: string | undefined };

/** The way of one result to this desk, across: made on the phone, received, reviewed. */
export function Trip({ evidence }: { readonly evidence: Evidence }) {
  const { t } = useTranslation(['desk', 'ui']);
  const stops = useStops(evidence);
  return (
    <ol className="trip" aria-label={t('trip.label')}>
      {stops.map(({ key, state, icon, name, note }) => (
        <li key={key} className="trip__stop" data-state={state}>
          <span className="stop__sign">
            <Icon name={icon} />
          </span>
          <b>{name}</b>
          {note && <span className="note">{note}</span>}
        </li>
      ))}
    </ol>
  );
}

function useStops(evidence: Evidence): readonly Stop[] {
  const { t } = useTranslation(['desk', 'ui']);
  const { world } = useSession();
  const format = useFormat();
  const now = world.now();
  const { completion, decisions } = evidence;
  const done = spanOf(evidence);
  const made = done && (done.isWithin ? t('trip.within', { from: format.moment(done.from, now), to: format.moment(done.to, now) }) : t('trip.by-phone', { when: format.moment(done.to, now) }));
  const device = lastDevice(evidence);
  const decided = decisions.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
  const isOpen = completion.state === 'waiting' || !decided;
  return [
    { key: 'made', state: 'done', icon: 'phone', name: t('trip.made'), note: made },
    {
      key: 'received',
      state: 'done',
      icon: 'ministry',
      name: device?.code ? t('trip.received-code', { code: device.code }) : t('trip.received'),
      note: format.moment(device?.received ?? completion.satisfied, now),
    },
    isOpen
      ? { key: 'review', state: 'here', icon: 'person', name: t('trip.waits'), note: t('trip.since', { when: format.moment(completion.satisfied, now) }) }
      : { key: 'review', state: 'done', icon: looks[completion.state].icon, name: t(`state.${completion.state}`), note: t('trip.by', { name: decided.by, when: format.moment(decided.at, now) }) },
  ];
}
