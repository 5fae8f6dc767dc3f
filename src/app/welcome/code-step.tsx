import { useTranslation } from 'react-i18next';
import type { Problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Failed } from '../ui/states.tsx';

type Props = {
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly problem: Problem | undefined;
  readonly isBusy?: boolean;
  readonly onBack: () => void;
  readonly onNext: () => void;
};

/** The code by which an institution's person and this phone find each other. Needs a network once, and says so. */
export function CodeStep({ code, onCode, problem, isBusy = false, onBack, onNext }: Props) {
  const { t } = useTranslation(['person', 'ui']);
  const { isOnline } = useSession();
  const isWhole = code.replace(/[^\p{L}\p{N}]/gu, '').length === 10;
  const mayGoOn = isWhole && isOnline && !isBusy;
  return (
    <Page
      name={t('code.title')}
      isClose
      bar={<Bar back={{ onPress: onBack, name: t('ui:common.back') }} />}
      banner={!isOnline && <Banner icon="nolink">{t('code.offline')}</Banner>}
      dock={
        <Dock note={isWhole ? undefined : t('code.short')}>
          <Button kind="main" isWide isOff={!mayGoOn} onPress={onNext}>
            {t('ui:common.go-on')}
          </Button>
        </Dock>
      }
    >
      <Title>{t('code.title')}</Title>
      {problem && <Failed problem={problem} />}
      <p>{t('code.lead')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (mayGoOn) onNext();
        }}
      >
        <Field label={t('code.label')} value={code} onChange={(typed) => onCode(spaced(typed))} isCode placeholder="XXXXX-XXXXX" />
      </form>
      <p className="note">{t('code.where')}</p>
    </Page>
  );
}

/** Upper case without locale (i must become I, not İ), a hyphen after the fifth sign. */
function spaced(typed: string): string {
  const signs = typed.toUpperCase().replaceAll('İ', 'I').replace(/[^A-Z0-9]/g, '').slice(0, 10);
  return signs.length > 5 ? `${signs.slice(0, 5)}-${signs.slice(5)}` : signs;
}
