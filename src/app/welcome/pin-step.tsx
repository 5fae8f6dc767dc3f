import { useTranslation } from 'react-i18next';
import { NewPin } from '../profile/pin-pad.tsx';
import { Bar } from '../ui/bar.tsx';
import { Page, Title } from '../ui/page.tsx';

/** A PIN of six digits, twice: it wraps the key of all that this person will do here. */
export function NewPinStep({ onBack, onPin }: { readonly onBack: () => void; readonly onPin: (pin: string) => Promise<void> }) {
  const { t } = useTranslation(['person', 'ui']);
  return (
    <Page
      name={t('pin.title')}
      isClose
      bar={<Bar back={{ onPress: onBack, name: t('ui:common.back') }} />}
      dock={<NewPin first={t('pin.first')} again={t('pin.again')} onPin={onPin} />}
    >
      <div className="stack">
        <Title>{t('pin.title')}</Title>
        <p>{t('pin.lead')}</p>
      </div>
    </Page>
  );
}
