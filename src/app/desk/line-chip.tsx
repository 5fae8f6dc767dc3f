import { useTranslation } from 'react-i18next';
import type { LineState } from '../../sync/translations.ts';
import type { IconName } from '../ui/icon.tsx';
import { Chip } from '../ui/notes.tsx';

/** How far a line is, by icon and word. */
export function LineChip({ state }: { readonly state: LineState }) {
  const { t } = useTranslation('desk');
  const { icon, kind } = looks[state];
  return (
    <Chip kind={kind} icon={icon}>
      {t(`line-state.${state}`)}
    </Chip>
  );
}

const looks: { readonly [state in LineState]: { readonly icon: IconName; readonly kind: 'wait' | 'halt' | 'kept' | undefined } } = {
  new: { icon: 'text', kind: 'wait' },
  stale: { icon: 'warning', kind: 'halt' },
  machine: { icon: 'clock', kind: 'wait' },
  reviewed: { icon: 'person', kind: undefined },
  approved: { icon: 'check', kind: 'kept' },
};
