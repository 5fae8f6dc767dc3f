import { useTranslation } from 'react-i18next';
import { batchesOf, type Batch } from '../../device/carry.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { Chip } from '../ui/notes.tsx';
import { Row } from '../ui/row.tsx';
import { useFormat } from '../ui/words.ts';
import { batchAhead } from './ahead.ts';
import { Part } from './part.tsx';

/** What this phone carries for others, as far as something still happens to it: counts, and the name that was typed. */
export function ForOthers() {
  const { t } = useTranslation('carry');
  const { db } = useSession();
  const batches = useHeld(() => batchesOf(db), [db]);
  return (
    <Part name={t('carry.title')}>
      {batches?.filter(batchAhead).map((batch) => (
        <BatchRow key={batch.id} batch={batch} />
      ))}
    </Part>
  );
}

function BatchRow({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation('carry');
  const { world } = useSession();
  const format = useFormat();
  const taken = t('carry.unnamed', { when: format.moment(batch.taken, world.now()) });
  const { waiting, unknown, answered, refused } = batch;
  const ahead = batchAhead(batch);
  return (
    <Row
      to="/carry"
      name={batch.label || taken}
      facts={t('carry.progress', { answered: format.number(answered), of: format.number(batch.of) })}
      under={
        <>
          {ahead === 'give' && <Chip icon="return" kind="wait">{t('carry.give', { count: answered })}</Chip>}
          {ahead === 'network' && (
            <>
              <Chip icon="phone">{t('carry.waiting', { count: waiting })}</Chip>
              <span className="note">{t('carry.goes-alone')}</span>
            </>
          )}
          {ahead === 'asked-again' && <span className="note">{t('carry.unknown', { count: unknown })}</span>}
          {ahead === 'refused' && <span className="note">{t('carry.refused', { count: refused })}</span>}
        </>
      }
    />
  );
}
