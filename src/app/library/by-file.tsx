import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/words.ts';
import type { CourseHere } from './courses.ts';
import { useGiven } from './downloads.ts';
import { FromFile } from './from-file.tsx';

/** What came out of a file, what of it was damaged, what is still missing; and, while a download rests, the way to a file that has it. */
export function ByFile({ here, isResting }: { readonly here: CourseHere; readonly isResting: boolean }) {
  const { t } = useTranslation('file');
  const format = useFormat();
  const given = useGiven(here.course);
  const { state, held, of } = here.install;
  return (
    <>
      {given && (
        <div className="stack stack--tight" role="status">
          <p>{t('import.gave', { size: format.size(given.bytes) })}</p>
          {given.damaged > 0 && <p>{t('import.gave-damaged', { count: given.damaged })}</p>}
          {state !== 'ready' && <p>{t('import.gave-missing', { size: format.size(of - held) })}</p>}
        </div>
      )}
      {isResting && (
        <div>
          <FromFile />
        </div>
      )}
    </>
  );
}
