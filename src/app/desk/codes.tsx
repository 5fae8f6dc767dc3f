import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../core/problem.ts';
import { codeSchema, type PersonRow } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useFormat } from '../ui/words.ts';
import { Fault } from './fault.tsx';
import { useSigned } from './signed.tsx';
import type { Refusal } from './wire.ts';

const Qr = lazy(() => import('./qr.tsx').then(({ Qr: picture }) => ({ default: picture })));

type Kind = 'enrol' | 'reset';
type Made = { readonly kind: Kind; readonly code: string; readonly expires: string };

/** Makes a code for a person and shows it this once. A PIN reset says first what it does. */
export function Codes({ person }: { readonly person: PersonRow }) {
  const { t } = useTranslation(['desk', 'ui']);
  const { may, tell } = useSigned();
  const { isOnline } = useSession();
  const [made, setMade] = useState<Made>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const make = async (kind: Kind) => {
    setAsking(false);
    setBusy(true);
    setRefusal(undefined);
    const answer = await tell({ path: `people/${encodeURIComponent(person.id)}/codes`, method: 'POST', body: { kind } }, codeSchema);
    setBusy(false);
    if (isProblem(answer)) setRefusal(answer);
    else setMade({ kind, ...answer });
  };
  if (made) return <Slip made={made} name={person.name} onDone={() => setMade(undefined)} />;
  return (
    <>
      {refusal && <Fault problem={refusal} />}
      <div className="button-row button-row--wrap">
        {may.enrol && (
          <Button icon="phone" isDense isOff={isBusy || !isOnline} onPress={() => void make('enrol')}>
            {t('code.enrol')}
          </Button>
        )}
        {may.reset && (
          <Button icon="lock" isDense isOff={isBusy || !isOnline} onPress={() => setAsking(true)}>
            {t('code.reset')}
          </Button>
        )}
      </div>
      <Sheet name={t('code.reset')} isOpen={isAsking} onClose={() => setAsking(false)}>
        <p>{t('code.reset-what', { name: person.name })}</p>
        <p>{t('code.reset-check', { name: person.name })}</p>
        <Button kind="main" isWide onPress={() => void make('reset')}>
          {t('code.reset-do')}
        </Button>
        <Button isWide onPress={() => setAsking(false)}>
          {t('common.leave-it')}
        </Button>
      </Sheet>
    </>
  );
}

/** The code, large, for the eye, the camera and the printer. */
function Slip({ made: { kind, code, expires }, name, onDone }: { readonly made: Made; readonly name: string; readonly onDone: () => void }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return (
    <section className="panel slip" aria-labelledby="slip">
      <h2 className="head" id="slip">
        {t(`code.${kind}-for`, { name })}
      </h2>
      <div className="slip__body">
        <div className="stack stack--wide">
          <output className="slip__code">{code}</output>
          <p>{t(`code.${kind}-how`)}</p>
          <p className="note">
            {t('code.until', { when: format.moment(expires, world.now()) })} <span className="slip__once">{t('code.once')}</span>
          </p>
        </div>
        {kind === 'enrol' && (
          <Suspense fallback={null}>
            <Qr text={`${window.location.origin}/welcome?code=${code}`} label={t('code.qr', { name })} />
          </Suspense>
        )}
      </div>
      <div className="button-row button-row--wrap slip__acts">
        <Button isDense onPress={() => window.print()}>
          {t('code.print')}
        </Button>
        <Button isDense kind="main" onPress={onDone}>
          {t('code.done')}
        </Button>
      </div>
    </section>
  );
}
