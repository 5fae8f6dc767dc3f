import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { batchesOf } from '../../device/carry.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Blank, Bones } from '../ui/states.tsx';
import { BatchPart } from './batch.tsx';
import { Take } from './take.tsx';

/** The carrier's page: what this phone carries for others, how far it came, and what goes back. Needs no profile. */
export function Carry() {
  const { t } = useTranslation(['carry', 'ui', 'problem']);
  const { db, open, isOnline } = useSession();
  const [label, setLabel] = useState('');
  const batches = useHeld(() => batchesOf(db), [db]);
  const waiting = batches?.reduce((sum, batch) => sum + batch.waiting + batch.unknown, 0);
  const sending = useSending(waiting);

  return (
    <Page
      name={t('carry.title')}
      bar={<Bar back={open ? { to: '/profile', name: t('ui:tabs.profile') } : { to: '/', name: t('ui:common.back') }} />}
      banner={!isOnline && <Banner icon="nolink">{t('ui:offline.short')}</Banner>}
      dock={
        <Dock note={<span role="status">{sending.says}</span>}>
          <Button kind="main" isWide icon="send" isOff={sending.isBusy || !waiting} onPress={sending.send}>
            {t('carry.send')}
          </Button>
        </Dock>
      }
    >
      <div className="stack stack--wide">
        <Title>{t('carry.title')}</Title>
        <p>{t('carry.lead')}</p>
      </div>
      <div className="stack stack--wide">
        <Field label={t('carry.label')} value={label} onChange={setLabel} note={t('carry.label-note')} />
        <Take label={label} onTaken={({ batch }) => batch !== undefined && setLabel('')}>
          {t('carry.take')}
        </Take>
      </div>
      {!batches && <Bones />}
      {batches?.length === 0 && <Blank name={t('carry.none')}>{null}</Blank>}
      {batches?.map((batch) => <BatchPart key={batch.id} batch={batch} />)}
    </Page>
  );
}

/** Sending on request; success is what the batches show, and what stands in the way is said here. */
function useSending(waiting: number | undefined): { readonly send: () => void; readonly isBusy: boolean; readonly says: string } {
  const { t } = useTranslation(['carry', 'problem']);
  const { sendNow } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [met, setMet] = useState<Problem>();
  const send = () => {
    setBusy(true);
    setMet(undefined);
    void sendNow()
      .then((sent) => setMet(isProblem(sent) ? sent : undefined))
      .catch((error: unknown) => setMet(isProblem(error) ? error : problem('unexpected', String(error))))
      .finally(() => setBusy(false));
  };
  if (isBusy) return { send, isBusy, says: t('carry.sending') };
  if (waiting === undefined) return { send, isBusy, says: '' };
  if (waiting === 0) return { send, isBusy, says: t('carry.all-sent') };
  return { send, isBusy, says: met ? `${t(`problem:${met.code}`)}. ${t('carry.goes-alone')}` : t('carry.goes-alone') };
}
