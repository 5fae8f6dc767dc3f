import { useTranslation } from 'react-i18next';
import { Chip } from '../ui/notes.tsx';
import type { Standing } from './lines.ts';

/** Whether what stands here has reached the server. */
export function LineMark({ stands }: { readonly stands: Standing }) {
  const { t } = useTranslation('desk');
  if (stands === 'server') return null;
  if (stands === 'apart') {
    return (
      <Chip kind="halt" icon="warning">
        {t('line-mark.apart')}
      </Chip>
    );
  }
  return (
    <Chip kind="wait" icon="phone">
      {t(`line-mark.${stands}`)}
    </Chip>
  );
}
