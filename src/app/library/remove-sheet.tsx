import { useTranslation } from 'react-i18next';
import { removeInstall } from '../../device/installs.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useFormat } from '../ui/words.ts';
import type { CourseHere } from './courses.ts';
import { forgetDownload } from './downloads.ts';

/** Removing asks again and says what stays. */
export function RemoveSheet({ here, isOpen, onClose }: { readonly here: CourseHere; readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { db } = useSession();
  const format = useFormat();
  const remove = async () => {
    forgetDownload(here.course);
    await removeInstall(db, here.course);
    onClose();
  };
  return (
    <Sheet name={t('remove.title')} isOpen={isOpen} onClose={onClose}>
      <p>{t('remove.lead', { size: format.size(here.install.held) })}</p>
      <p className="strong">{t('remove.stays')}</p>
      <Button kind="halt" isWide icon="trash" onPress={() => void remove()}>
        {t('remove.do', { size: format.size(here.install.held) })}
      </Button>
      <Button kind="plain" isWide onPress={onClose}>
        {t('remove.keep')}
      </Button>
    </Sheet>
  );
}
