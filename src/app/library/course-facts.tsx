import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';
import { useFormat } from '../ui/words.ts';
import type { CourseHere } from './courses.ts';

/** One line on how a person stands in a course: at most two facts. */
export function CourseFacts({ here }: { readonly here: CourseHere }) {
  const { t } = useTranslation();
  const { world } = useSession();
  const format = useFormat();
  const due = here.assignment?.due && !here.isDone ? ` · ${t('course.until', { date: format.date(here.assignment.due, world.now()) })}` : '';
  if (here.recall) return t('course.closed');
  if (here.decision?.kind === 'approved') return t('stage.approved');
  if (here.decision?.kind === 'returned' && !here.isDone) return `${t('stage.returned')}${due}`;
  if (here.decision?.kind === 'refused' && !here.isDone) return `${t('stage.refused')}${due}`;
  if (here.isDone) return t('course.done');
  if (!here.isBegun && here.done === 0) return `${t('course.not-begun')}${due}`;
  return `${t('course.progress', { count: here.done, of: here.lessons.length })}${due}`;
}
