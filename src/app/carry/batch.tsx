import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropBatch, noteGiven, repliesFile, workFile, type Batch } from '../../device/carry.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Haul } from '../ui/road.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useFormat } from '../ui/words.ts';
import { giveFile, type Given } from './give.ts';
import { GivenSays } from './given.tsx';

/** What was taken in at once: its name, counts, and the file that goes back. The carrier sees nothing more. */
export function BatchPart({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation('carry');
  const { db, world } = useSession();
  const format = useFormat();
  const [given, setGiven] = useState<Given>();
  const [isDropping, setDropping] = useState(false);
  const { id, answered, of, waiting, unknown, refused } = batch;
  const name = batch.label || t('carry.unnamed', { when: format.moment(batch.taken, world.now()) });
  const progress = t('carry.progress', { answered: format.number(answered), of: format.number(of) });

  const giveBack = async () => {
    const text = await repliesFile(db, id, world);
    if (text === undefined) return;
    const became = await giveFile(text, 'replies', world.now());
    if (became.kind !== 'dropped') await noteGiven(db, id, world);
    setGiven(became);
  };
  const passOn = async () => {
    const text = await workFile(db, id, world);
    if (text !== undefined) setGiven(await giveFile(text, 'work', world.now()));
  };
  return (
    <section className="stack" aria-labelledby={`batch-${id}`}>
      <h2 className="head" id={`batch-${id}`}>
        {name}
      </h2>
      {batch.label && <p className="note">{t('carry.unnamed', { when: format.moment(batch.taken, world.now()) })}</p>}
      <Haul held={answered} of={of} label={progress} />
      <p>{progress}</p>
      {waiting > 0 && <p>{t('carry.waiting', { count: waiting })}</p>}
      {unknown > 0 && <p>{t('carry.unknown', { count: unknown })}</p>}
      {refused > 0 && <p>{t('carry.refused', { count: refused })}</p>}
      {answered > 0 && (
        <Button isWide icon="return" onPress={() => void giveBack()}>
          {t('carry.give', { count: answered })}
        </Button>
      )}
      <GivenSays given={given} />
      {batch.given !== undefined && <p className="note">{t('carry.given', { when: format.moment(batch.given, world.now()) })}</p>}
      {waiting > 0 && (
        <Button kind="plain" icon="trainer" onPress={() => void passOn()}>
          {t('carry.pass-on')}
        </Button>
      )}
      <Button kind="plain" icon="trash" onPress={() => setDropping(true)}>
        {t('carry.drop')}
        <span className="unseen">: {name}</span>
      </Button>
      <Sheet name={t('carry.drop-name', { name })} isOpen={isDropping} onClose={() => setDropping(false)}>
        {waiting > 0 && <p>{t('carry.drop-waiting', { count: waiting })}</p>}
        {answered > 0 && <p>{t('carry.drop-replies')}</p>}
        <Button kind="halt" isWide icon="trash" onPress={() => void dropBatch(db, id)}>
          {t('carry.drop')}
        </Button>
      </Sheet>
    </section>
  );
}
