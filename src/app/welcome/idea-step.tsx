import { useTranslation } from 'react-i18next';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Chain } from '../ui/road.tsx';

/** What Karvan is, as the road that a result takes. */
export function IdeaStep({ onBack, onNext }: { readonly onBack: () => void; readonly onNext: () => void }) {
  const { t } = useTranslation(['person', 'ui']);
  return (
    <Page
      name={t('idea.title')}
      isClose
      bar={<Bar back={{ onPress: onBack, name: t('ui:common.back') }} />}
      dock={
        <Dock>
          <Button kind="main" isWide onPress={onNext}>
            {t('idea.have-code')}
          </Button>
          <Button kind="plain" isWide to="/catalogue">
            {t('idea.look')}
          </Button>
        </Dock>
      }
    >
      <Title>{t('idea.title')}</Title>
      <Chain
        label={t('idea.label')}
        stops={[
          { key: 'get', stage: 'done', icon: 'download', name: t('idea.get'), note: t('idea.get-note') },
          { key: 'learn', stage: 'done', icon: 'book', name: t('idea.learn'), note: t('idea.learn-note') },
          { key: 'send', stage: 'here', icon: 'ministry', name: t('idea.send'), note: t('idea.send-note') },
          { key: 'review', stage: 'ahead', icon: 'check', name: t('idea.review'), note: t('idea.review-note') },
        ]}
      />
      <Button kind="plain" icon="trainer" to="/carry">
        {t('profile.carry')}
      </Button>
    </Page>
  );
}
