import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { diagnosis, type Fact } from '../../device/diagnosis.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Bones } from '../ui/states.tsx';

/** A report for whoever helps, shown before it is shared: exactly what stands here goes. */
export function Report() {
  const { t } = useTranslation(['road', 'ui']);
  const { db, world, open } = useSession();
  const [isSaved, setSaved] = useState(false);
  const facts = useHeld(() => diagnosis(db, world, __VERSION__), [db]);
  const text = facts?.map((fact, index) => `${index + 1}. ${t(`report.${fact.name}`)}: ${said(fact)}`).join('\n') ?? '';
  const save = () => {
    const at = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    Object.assign(document.createElement('a'), { href: at, download: 'karvan.txt' }).click();
    setTimeout(() => URL.revokeObjectURL(at), 60_000);
    setSaved(true);
  };
  return (
    <Page
      name={t('report.title')}
      bar={<Bar back={open ? { to: '/road', name: t('ui:tabs.road') } : { to: '/', name: t('ui:tabs.home') }} />}
      dock={
        <Dock note={<span role="status">{isSaved ? t('report.saved') : ''}</span>}>
          {'share' in navigator ? (
            <Button kind="main" isWide icon="send" isOff={!facts} onPress={() => void navigator.share({ text }).catch(() => undefined)}>
              {t('report.share')}
            </Button>
          ) : null}
          <Button isWide icon="download" isOff={!facts} onPress={save}>
            {t('report.save')}
          </Button>
        </Dock>
      }
    >
      <Title>{t('report.title')}</Title>
      <p>{t('report.lead')}</p>
      {!facts && <Bones />}
      {facts && (
        <ol className="stack stack--tight">
          {text.split('\n').map((line) => (
            <li key={line} className="note" style={{ overflowWrap: 'anywhere', listStyle: 'none' }}>
              {line}
            </li>
          ))}
        </ol>
      )}
    </Page>
  );

  function said({ value }: Fact): string {
    return value === 'yes' || value === 'no' || value === 'unknown' ? t(`report.${value}`) : value;
  }
}
