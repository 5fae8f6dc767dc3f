import { useTranslation } from 'react-i18next';
import { say, type CourseId } from '../../core/ids.ts';
import type { Facts } from '../../device/facts.ts';
import type { Assignment, Decision } from '../../sync/reply.ts';
import { stagesOf, type CourseHere } from '../library/courses.ts';
import { useNames } from '../library/names.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Chip, Notice } from '../ui/notes.tsx';
import { Track } from '../ui/road.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';
import { isPast } from './due.ts';

/** `now`: milliseconds; undefined while this phone's clock cannot be believed: a date is then shown and not judged. */
type Now = { readonly now: number | undefined };
type Props = Now & { readonly courses: readonly CourseHere[]; readonly facts: Facts };

/** The notice: of what is assigned and not done the most urgent, else the course that was begun. Nothing to do, no notice. */
export function NextThing({ courses, facts, now }: Props) {
  const next = nextOf(courses, facts);
  if (!next) return null;
  return 'here' in next ? <GoOn here={next.here} now={now} /> : <Fetch assignment={next.assignment} now={now} />;
}

function GoOn({ here, now }: Now & { readonly here: CourseHere }) {
  const { t } = useTranslation();
  const lang = useLanguage();
  const format = useFormat();
  const title = say(here.manifest.title, [lang], here.manifest.source);
  const lesson = here.next;
  const lessonTitle = lesson && say(lesson.au.title, [lang], here.manifest.source);
  const isBack = here.decision && here.decision.kind !== 'approved';
  return (
    <Notice kind="wait" name={<span lang={title.lang}>{title.text}</span>} over={<Due assignment={here.assignment} now={now} isReturned={isBack ? here.decision : undefined} />}>
      <div className="stack">
        <Track stages={stagesOf(here)} label={t('course.progress', { count: here.done, of: here.lessons.length })} />
        {lesson && lessonTitle && (
          <p className="note">
            {t('home.lesson', { n: lesson.n })} <span lang={lessonTitle.lang}>{lessonTitle.text}</span>
            {lesson.au.minutes !== undefined && `, ${format.duration(lesson.au.minutes * 60)}`}
          </p>
        )}
      </div>
      {lesson?.isReady ? (
        <Button kind="main" isWide icon="play" to={`/learn/${here.course}/${lesson.n}`}>
          {here.isBegun ? t('common.go-on') : t('course.begin')}
        </Button>
      ) : (
        <Button kind="main" isWide icon="download" to={`/course/${here.course}`}>
          {t('home.see-download')}
        </Button>
      )}
    </Notice>
  );
}

function Fetch({ assignment, now }: Now & { readonly assignment: Assignment }) {
  const { t } = useTranslation();
  const names = useNames();
  const title = names.course(assignment.course);
  return (
    <Notice kind="wait" name={<span lang={title.lang}>{title.text}</span>} over={<Due assignment={assignment} now={now} />}>
      <p className="note">{t('home.not-here')}</p>
      <Button kind="main" isWide icon="download" to={`/course/${assignment.course}`}>
        {t('home.get')}
      </Button>
    </Notice>
  );
}

function Due({ assignment, now, isReturned }: Now & { readonly assignment: Assignment | undefined; readonly isReturned?: Decision | undefined }) {
  const { t } = useTranslation();
  const { world } = useSession();
  const format = useFormat();
  const isLate = isPast(assignment?.due, now);
  return (
    <>
      {isReturned ? (
        <Chip kind={isReturned.kind === 'returned' ? 'wait' : 'halt'} icon={isReturned.kind === 'returned' ? 'return' : 'cross'}>
          {t(isReturned.kind === 'returned' ? 'stage.returned' : 'stage.refused')}
        </Chip>
      ) : (
        <Chip kind={isLate ? 'halt' : 'wait'} icon={isLate ? 'warning' : 'flag'}>
          {isLate ? t('course.overdue') : assignment?.isMandatory ? t('course.mandatory') : assignment ? t('course.assigned') : t('course.begun')}
        </Chip>
      )}
      {assignment?.due && (
        <span>
          {t('course.until', { date: format.date(assignment.due, world.now()) })}
          {now !== undefined && `, ${format.left(assignment.due, now)}`}
        </span>
      )}
    </>
  );
}

/** Returned work first, then what is due soonest, then what was begun. */
function nextOf(all: readonly CourseHere[], { assignments, decisions, registrations }: Facts): { here: CourseHere } | { assignment: Assignment } | undefined {
  const courses = all.filter((each) => !each.recall);
  const here = new Map<CourseId, CourseHere>(courses.map((each) => [each.course, each]));
  // Done here, or on another phone and not sent back; or taken back by its publisher.
  const isOver = (course: CourseId) =>
    here.get(course)?.isDone ||
    all.some((each) => each.course === course && each.recall) ||
    registrations.some((each) => each.course === course && each.satisfied !== undefined && !decisions.some((decision) => decision.registration === each.registration && decision.kind !== 'approved'));
  const returned = courses.find((each) => each.decision?.kind === 'returned' && !each.isDone);
  if (returned) return { here: returned };
  const due = assignments
    .filter((each) => !isOver(each.course))
    .toSorted((a, b) => Number(b.isMandatory) - Number(a.isMandatory) || ((a.due ?? '9') < (b.due ?? '9') ? -1 : 1))[0];
  const begun = courses.find((each) => each.isBegun && !each.isDone);
  if (!due) return begun && { here: begun };
  const held = here.get(due.course);
  return held ? { here: held } : { assignment: due };
}
