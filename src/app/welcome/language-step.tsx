import { useTranslation } from 'react-i18next';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { LanguageChoices } from './language-choices.tsx';
import { WelcomePicture } from './picture.tsx';
import './welcome.css';

/** The first page of all: choosing a language changes the page at once. */
export function LanguageStep({ onNext }: { readonly onNext: () => void }) {
  const { t } = useTranslation(['person', 'ui']);
  return (
    <Page
      name={t('welcome.language')}
      kind="welcome"
      isClose
      bar={<Bar />}
      above={<WelcomePicture />}
      dock={
        <Dock>
          <Button kind="main" isWide onPress={onNext}>
            {t('ui:common.go-on')}
          </Button>
        </Dock>
      }
    >
      <div className="stack">
        <Title>
          {t('welcome.title')}
          <br />
          {t('welcome.title-2')}
        </Title>
        <p>{t('welcome.lead')}</p>
      </div>
      <LanguageChoices />
    </Page>
  );
}
