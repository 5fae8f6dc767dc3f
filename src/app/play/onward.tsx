import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import type { Lesson } from './lesson.ts';

/** The way on from a lesson: to the next one that is not done, else to the result. */
export function Onward({ lesson: { course, next } }: { readonly lesson: Lesson }) {
  const { t } = useTranslation(['play', 'ui']);
  return next === undefined ? (
    <Button kind="main" isWide to={`/result/${course}`}>
      {t('ui:course.see-result')}
    </Button>
  ) : (
    <Button kind="main" isWide icon="next" to={`/learn/${course}/${next}`}>
      {t('next-lesson', { n: next })}
    </Button>
  );
}
