import { useTranslation } from 'react-i18next';
import type { Problem } from '../../core/problem.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Failed } from '../ui/states.tsx';
import { NOTICE_VERSION, noticePoints } from './notice.ts';

type Props = { readonly problem: Problem | undefined; readonly isBusy: boolean; readonly onBack: () => void; readonly onNext: () => void };

/** What is kept, where it goes and who sees it, before anything is kept. */
export function NoticeStep({ problem, isBusy, onBack, onNext }: Props) {
  const { t } = useTranslation(['person', 'ui']);
  return (
    <Page
      name={t('notice.title')}
      isClose
      bar={<Bar back={{ onPress: onBack, name: t('ui:common.back') }} />}
      dock={
        <Dock note={isBusy ? t('notice.joining') : t('notice.version', { version: NOTICE_VERSION })}>
          <Button kind="main" isWide isOff={isBusy} onPress={onNext}>
            {t('notice.agree')}
          </Button>
        </Dock>
      }
    >
      <Title>{t('notice.title')}</Title>
      {problem && <Failed problem={problem} />}
      <ul className="points">
        {noticePoints.map((point) => (
          <li key={point} className="points__item">
            {t(point)}
          </li>
        ))}
      </ul>
    </Page>
  );
}
