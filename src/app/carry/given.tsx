import { useTranslation } from 'react-i18next';
import type { Given } from './give.ts';

/** What became of a file that was given out: only what the phone knows. */
export function GivenSays({ given }: { readonly given: Given | undefined }) {
  const { t } = useTranslation('carry');
  return (
    <p className={given ? 'note' : 'unseen'} role="status">
      {given?.kind === 'saved' && t('file.saved', { name: given.name })}
      {given?.kind === 'shared' && t('file.shared')}
      {given?.kind === 'dropped' && t('file.dropped')}
    </p>
  );
}
