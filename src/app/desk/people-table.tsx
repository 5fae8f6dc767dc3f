import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PersonRow } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Icon } from '../ui/icon.tsx';
import { Chip } from '../ui/notes.tsx';
import { Track, type Stage } from '../ui/road.tsx';
import { useFormat } from '../ui/words.ts';
import { Say } from './say.tsx';
import { Table, type Column } from './table.tsx';

/** One row a person: what is finished, eight weeks, what is due, how the phone is, when it was last heard. */
export function PeopleTable({ people }: { readonly people: readonly PersonRow[] }) {
  const { t } = useTranslation('desk');
  return <Table caption={t('people.caption')} columns={useColumns()} rows={people} keyOf={({ id }) => id} isHalt={({ overdue }) => overdue > 0} />;
}

function useColumns(): readonly Column<PersonRow>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return [
    {
      key: 'person',
      name: t('column.person'),
      cell: ({ id, name, number }) => (
        <>
          <Link href={`/desk/people/${id}`}>{name}</Link>
          {number && <span className="note"> · {number}</span>}
        </>
      ),
    },
    { key: 'unit', name: t('column.unit'), cell: ({ unit }) => <Say map={unit.name} /> },
    { key: 'finished', name: t('column.finished'), cell: (person) => <Finished person={person} /> },
    { key: 'weeks', name: t('column.weeks'), cell: ({ weeks }) => <Spark weeks={weeks} /> },
    { key: 'due', name: t('column.due'), cell: (person) => <Due person={person} /> },
    { key: 'phone', name: t('column.phone'), cell: (person) => <Phone person={person} /> },
    { key: 'contact', name: t('column.contact'), isNumber: true, cell: ({ lastContact }) => (lastContact ? format.date(lastContact, world.now()) : undefined) },
  ];
}

function Finished({ person: { assigned, finished } }: { readonly person: PersonRow }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const words = `${format.number(finished)}/${format.number(assigned)}`;
  if (assigned === 0) return t('people.none-assigned');
  // Many courses would be a road of dots too small to see.
  if (assigned > 6) return words;
  const stages = Array.from({ length: assigned }, (_, at): Stage => (at < finished ? 'done' : at === finished ? 'here' : 'ahead'));
  return (
    <span className="pair">
      <Track isSmall stages={stages} label={t('people.finished', { finished, of: assigned })} />
      <span aria-hidden="true">{words}</span>
    </span>
  );
}

/** Eight weeks as bars; a week with nothing is a tick, not a gap. */
function Spark({ weeks }: { readonly weeks: readonly number[] }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const most = Math.max(1, ...weeks);
  return (
    <span className="spark" role="img" aria-label={t('people.weeks', { list: weeks.map((n) => format.number(n)).join(', ') })}>
      {weeks.map((lines, week) => (
        <i key={week} data-state={lines === 0 ? 'none' : undefined} style={{ '--h': `${Math.round((lines / most) * 100)}%` } as CSSProperties} />
      ))}
    </span>
  );
}

function Due({ person: { overdue, nextDue, assigned, finished } }: { readonly person: PersonRow }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  if (overdue > 0) {
    return (
      <Chip kind="halt" icon="flag">
        {t('people.overdue', { count: overdue })}
      </Chip>
    );
  }
  if (nextDue && finished < assigned) {
    return (
      <Chip kind="wait" icon="clock">
        {format.left(nextDue, world.now())}
      </Chip>
    );
  }
  return (
    <span className="fact">
      <Icon name="check" isSmall />
      {t('people.nothing-due')}
    </span>
  );
}

function Phone({ person: { devices, quiet } }: { readonly person: PersonRow }) {
  const { t } = useTranslation('desk');
  return (
    <span className="fact fact--wrap">
      <Icon name={quiet === 'fine' ? 'check' : quiet === 'clock' || quiet === 'stuck' ? 'clock' : 'phone'} isSmall />
      {devices === 0 && quiet !== 'never' ? t('quiet.no-phone') : t(`quiet.${quiet}`)}
    </span>
  );
}
