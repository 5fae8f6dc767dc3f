import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import type { HandOver } from '../../device/handover.ts';
import { roadOf, type Journey } from '../../device/learning.ts';
import { sealingKey } from '../road/traffic.ts';
import { useOpen, useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useHeld } from '../ui/held.ts';
import { Notice, Saved } from '../ui/notes.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Bones, Failed } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { giveFile, type Given } from './give.ts';
import { GivenSays } from './given.tsx';
import { Take } from './take.tsx';

/** The learner's page: work goes along with somebody, and the reply comes in again. */
export function HandOverPage() {
  const { t } = useTranslation(['carry', 'ui']);
  const open = useOpen();
  const waiting = useHeld(async () => (await roadOf(open)).filter(({ stage }) => !('code' in stage)), [open]);
  return (
    <Page name={t('hand.title')} bar={<Bar back={{ to: '/road', name: t('ui:tabs.road') }} />}>
      <div className="stack stack--wide">
        <Title>{t('hand.title')}</Title>
        <p>{t('hand.lead')}</p>
        {waiting ? <Waiting waiting={waiting} /> : <Bones rows={1} />}
      </div>
      <Giving />
      <section className="stack" aria-labelledby="back">
        <h2 className="head" id="back">
          {t('hand.back')}
        </h2>
        <p>{t('hand.back-lead')}</p>
        <Take label="">{t('take.open')}</Take>
        <Button kind="plain" icon="road" to="/road">
          {t('hand.see')}
        </Button>
      </section>
    </Page>
  );
}

function Waiting({ waiting }: { readonly waiting: readonly Journey[] }) {
  const { t } = useTranslation('carry');
  const { world } = useSession();
  const format = useFormat();
  const carried = waiting.flatMap(({ stage }) => (stage.kind === 'carried' ? [stage] : []));
  const places = new Map(carried.map((stage) => [`${stage.by} ${stage.at}`, stage]));
  return (
    <>
      <p className="strong">{waiting.length > 0 ? t('hand.waiting', { count: waiting.length }) : t('hand.none')}</p>
      {[...places].map(([key, { by, at }]) => (
        <p key={key}>{t('hand.with', { by, when: format.moment(at, world.now()) })}</p>
      ))}
    </>
  );
}

/** First the file, then the person's own word that somebody has it: before that nothing is said to be with anybody. */
function Giving() {
  const { t } = useTranslation('carry');
  const open = useOpen();
  const { world, needTrust } = useSession();
  const [by, setBy] = useState('');
  const [handed, setHanded] = useState<HandOver>();
  const [given, setGiven] = useState<Given>();
  const [isNoted, setNoted] = useState(false);
  const [failure, setFailure] = useState<Problem>();
  const isNamed = by.trim() !== '';

  const give = async () => {
    setFailure(undefined);
    setNoted(false);
    const trust = await needTrust();
    if (isProblem(trust)) return setFailure(trust);
    const { packWork } = await import('../../device/handover.ts');
    const packed = await packWork(open, sealingKey(trust), world);
    const became = await giveFile(packed.text, 'work', world.now());
    setGiven(became);
    if (became.kind !== 'dropped') setHanded(packed);
  };
  const note = async () => {
    const { noteHandedOver } = await import('../../device/handover.ts');
    await noteHandedOver(open, handed!, by, world);
    setHanded(undefined);
    setGiven(undefined);
    setNoted(true);
    setBy('');
  };
  const safely = (work: () => Promise<void>) => void work().catch((error: unknown) => setFailure(isProblem(error) ? error : problem('unexpected', String(error))));

  return (
    <div className="stack stack--wide">
      <Field label={t('hand.who')} value={by} onChange={setBy} note={isNamed || isNoted ? t('hand.who-note') : t('hand.who-first')} />
      <Saved>{isNoted && t('hand.noted')}</Saved>
      <Button kind={handed ? 'outline' : 'main'} isWide icon="trainer" isOff={!isNamed} onPress={() => safely(give)}>
        {handed ? t('hand.again') : t('hand.make')}
      </Button>
      <GivenSays given={given} />
      {failure && <Failed problem={failure} />}
      {handed && isNamed && (
        <Notice name={t('hand.next', { by: by.trim() })}>
          <p>{t('hand.next-lead')}</p>
          <Button kind="main" isWide icon="check" onPress={() => safely(note)}>
            {t('hand.has')}
          </Button>
        </Notice>
      )}
    </div>
  );
}
