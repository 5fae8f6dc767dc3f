import { useTranslation } from 'react-i18next';
import type { CompletionState } from '../../sync/desk.ts';
import type { IconName } from '../ui/icon.tsx';
import { Chip } from '../ui/notes.tsx';

/** Where a result stands, by icon and word. */
export function StateChip({ state }: { readonly state: CompletionState }) {
  const { t } = useTranslation('desk');
  const { icon, kind } = looks[state];
  return (
    <Chip kind={kind} icon={icon}>
      {t(`state.${state}`)}
    </Chip>
  );
}

export const looks: { readonly [state in CompletionState]: { readonly icon: IconName; readonly kind: 'wait' | 'halt' | 'kept' | undefined } } = {
  waiting: { icon: 'clock', kind: 'wait' },
  approved: { icon: 'check', kind: 'kept' },
  returned: { icon: 'return', kind: undefined },
  refused: { icon: 'cross', kind: 'halt' },
};
