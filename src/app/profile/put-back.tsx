import { useTranslation } from 'react-i18next';
import { restoredTold, type Restored } from '../../device/storage.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';

/** The storage was damaged and the second copy gave back what it held: said once, before anything else. */
export function PutBack({ restored }: { readonly restored: Restored }) {
  const { t } = useTranslation(['person', 'ui']);
  const { db } = useSession();
  return (
    <Page
      name={t('put-back.title')}
      bar={<Bar />}
      dock={
        <Dock>
          <Button kind="main" isWide onPress={() => void restoredTold(db)}>
            {t('ui:common.go-on')}
          </Button>
        </Dock>
      }
    >
      <Title>{t('put-back.title')}</Title>
      <p>{t('put-back.lead')}</p>
      {restored.lines > 0 && (
        <p role="status">
          <b>{t('put-back.lines', { count: restored.lines })}</b>
        </p>
      )}
      {restored.people > 0 && <p>{t('put-back.rest')}</p>}
    </Page>
  );
}
