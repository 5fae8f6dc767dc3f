import { useTranslation } from 'react-i18next';
import type { Facts } from '../../device/facts.ts';
import { useFormat } from '../ui/words.ts';

/**
 * What the newest receipts prove besides the results themselves: how far they lie in a backup, and which line of its log the institution
 * named then. The log's line stands there as “karvan audit verify --heads” reads it.
 */
export function Proof({ facts, now }: { readonly facts: Facts; readonly now: number }) {
  const { t } = useTranslation('road');
  const format = useFormat();
  const saved = backedUp(facts);
  if (!saved && !facts.audit) return null;
  return (
    <p className="note">
      {saved === 'all' && t('proof.all')}
      {saved && saved !== 'all' && t('proof.until', { when: format.moment(saved, now) })}{' '}
      {facts.audit && (
        <>
          {t('proof.log')} <code>{facts.audit.head}</code>
        </>
      )}
    </p>
  );
}

/** What of the received work lies in a backup of the institution: all, what was received until a moment (ISO 8601), or nothing known. */
function backedUp({ receipts, backedUpThrough = 0 }: Facts): string | undefined {
  const covered = receipts.filter((each) => each.seq <= backedUpThrough);
  return covered.length > 0 && covered.length === receipts.length ? 'all' : covered.at(-1)?.received;
}
