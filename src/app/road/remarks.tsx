import { useTranslation } from 'react-i18next';
import type { Facts } from '../../device/facts.ts';

/** Records that the institution keeps with a remark: said once, in plain words, so that nobody takes them for lost. */
export function Remarks({ notes }: { readonly notes: Facts['notes'] }) {
  const { t } = useTranslation('road');
  if (notes.length === 0) return null;
  const unread = notes.filter(({ note }) => note === 'malformed').length;
  return (
    <p className="note">
      {t('remarks.kept', { count: notes.length })} {unread > 0 && t('remarks.unread', { count: unread })}
    </p>
  );
}
