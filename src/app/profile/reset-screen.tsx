import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type Problem } from '../../core/problem.ts';
import type { ProfileCard } from '../../device/profiles.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Emblem } from '../ui/emblem.tsx';
import { Field } from '../ui/field.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Failed } from '../ui/states.tsx';
import { useSession } from '../session.tsx';
import { NewPin } from './pin-pad.tsx';
import { EmblemWord } from '../ui/emblem-word.tsx';

/** A forgotten PIN: the supervisor gives a code, the server gives the profile's key back, and nothing is lost. */
export function Reset({ card, onBack }: { readonly card: ProfileCard; readonly onBack: () => void }) {
  const { t } = useTranslation(['person', 'ui']);
  const session = useSession();
  const [code, setCode] = useState('');
  const [key, setKey] = useState<Uint8Array<ArrayBuffer>>();
  const [failure, setFailure] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const isWhole = code.replace(/[^\p{L}\p{N}]/gu, '').length >= 8;

  const ask = async () => {
    setBusy(true);
    setFailure(undefined);
    const { keyFromServer } = await import('./reset.ts');
    const result = await keyFromServer(code, card.id, session);
    setBusy(false);
    if (isProblem(result)) setFailure(result);
    else setKey(result);
  };
  const renew = async (pin: string) => {
    const { unlockWithKey } = await import('../../device/profiles.ts');
    const result = await unlockWithKey(session.db, card.id, key!, pin, session.world);
    if (isProblem(result)) {
      setKey(undefined);
      setFailure(result);
    } else session.setOpen(result);
  };

  const dock = key ? (
    <NewPin first={t('pin.new')} again={t('pin.again')} onPin={renew} />
  ) : (
    <Dock note={isBusy ? t('reset.asking') : undefined}>
      <Button kind="main" isWide isOff={!isWhole || isBusy || !session.isOnline} onPress={() => void ask()}>
        {t('ui:common.go-on')}
      </Button>
    </Dock>
  );
  return (
    <Page
      name={t('reset.title')}
      isClose
      bar={<Bar back={{ onPress: onBack, name: t('ui:common.back') }} />}
      banner={!session.isOnline && <Banner icon="nolink">{t('reset.offline')}</Banner>}
      dock={dock}
    >
      <Title>{t('reset.title')}</Title>
      <div className="row">
        <Emblem name={card.emblem} />
        <span className="row__name">
          <EmblemWord name={card.emblem} />
        </span>
      </div>
      {failure && <Failed problem={failure} />}
      {!key && (
        <>
          <p>{t('reset.lead')}</p>
          <Field label={t('reset.label')} value={code} onChange={(typed) => setCode(typed.toUpperCase().replaceAll('İ', 'I'))} isCode />
          <p className="note">{t('reset.safe')}</p>
        </>
      )}
    </Page>
  );
}
