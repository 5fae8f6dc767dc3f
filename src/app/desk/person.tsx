import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { personSchema, type DeskPerson } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Chip } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, useAsk } from './ask.tsx';
import { useRemarks } from './basis.tsx';
import { Codes } from './codes.tsx';
import { short } from './evidence.ts';
import { Say } from './say.tsx';
import { useSigned } from './signed.tsx';
import { StateChip } from './state-chip.tsx';
import { Stuck } from './stuck.tsx';
import { Table, type Column } from './table.tsx';
import { Unsigned } from './unsigned.tsx';
import { Work } from './work.tsx';

/** One person: courses with every go at them, phones, and the codes that can be made. */
export function PersonScreen({ id }: { readonly id: string }) {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  const found = useAsk(`people/${encodeURIComponent(id)}`, personSchema, true);
  const name = found.data?.person.name ?? t('person.one');
  return (
    <Work
      name={name}
      over={<Link href="/desk/people">{t('people.title')}</Link>}
      title={name}
    >
      <Answer of={found}>
        {(all) => (
          <>
            <p className="facts">
              <span>
                <Say map={all.person.unit.name} />
              </span>
              {all.person.number && <span>{t('person.number', { number: all.person.number })}</span>}
              <Heard person={all.person} />
            </p>
            <Stuck person={all.person} devices={all.devices} />
            {may.review && all.unsigned !== undefined && <Unsigned person={all.person} count={all.unsigned} />}
            <Codes person={all.person} />
            <Courses courses={all.courses} />
            <Devices devices={all.devices} />
          </>
        )}
      </Answer>
    </Work>
  );
}

function Heard({ person: { lastContact } }: { readonly person: DeskPerson['person'] }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return <span>{lastContact ? t('person.heard', { when: format.moment(lastContact, world.now()) }) : t('person.never-heard')}</span>;
}

type CourseRow = DeskPerson['courses'][number];

function useCourseColumns(): readonly Column<CourseRow>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return [
    { key: 'course', name: t('column.course'), cell: ({ course }) => <Say map={course.title} source={course.source} /> },
    {
      key: 'due',
      name: t('column.due'),
      cell: ({ due, isMandatory }) => (
        <span className="marks">
          {due ? format.date(due, world.now()) : t('person.no-due')}
          {isMandatory && <Chip icon="flag">{t('assign.mandatory')}</Chip>}
        </span>
      ),
    },
    { key: 'goes', name: t('column.goes'), cell: (row) => <Goes goes={row.goes} /> },
  ];
}

function Courses({ courses }: { readonly courses: DeskPerson['courses'] }) {
  const { t } = useTranslation('desk');
  const columns = useCourseColumns();
  return (
    <section className="stack" aria-labelledby="courses">
      <h2 className="head" id="courses">
        {t('person.courses')}
      </h2>
      {courses.length === 0 ? <p className="note">{t('person.courses-none')}</p> : <Table caption={t('person.courses')} columns={columns} rows={courses} keyOf={({ course }) => course.id} />}
    </section>
  );
}

/** Each go with its place: how far, the score, where it stands. Whoever may review opens it from here. */
function Goes({ goes }: { readonly goes: CourseRow['goes'] }) {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  const format = useFormat();
  if (goes.length === 0) return <span className="note">{t('person.not-begun')}</span>;
  return (
    <ul className="stack stack--tight goes">
      {goes.map(({ registration, cycle, done, of, scaled, state }) => {
        const words = [t('review.cycle', { n: cycle }), t('person.lessons', { done: format.number(done), of: format.number(of) }), ...(scaled === undefined ? [] : [format.percent(scaled)])].join(' · ');
        return (
          <li key={registration} className="marks">
            {may.review && state ? <Link href={`/desk/review/${registration}`}>{words}</Link> : words}
            {state && <StateChip state={state} />}
          </li>
        );
      })}
    </ul>
  );
}

type DeviceRow = DeskPerson['devices'][number];

function useDeviceColumns(): readonly Column<DeviceRow>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  const now = world.now();
  return [
    { key: 'device', name: t('column.device'), cell: ({ device }) => <code>{short(device)}</code> },
    { key: 'enrolled', name: t('column.enrolled'), cell: ({ enrolled }) => format.date(enrolled, now) },
    { key: 'contact', name: t('column.contact'), cell: ({ lastContact }) => (lastContact ? format.moment(lastContact, now) : undefined) },
    { key: 'lines', name: t('column.lines'), isNumber: true, cell: ({ lines }) => format.number(lines) },
    {
      key: 'whole',
      name: t('column.whole'),
      cell: ({ isWhole, gaps = [], apart = [] }) => (
        <>
          {isWhole ? t('person.whole') : <Gaps gaps={gaps} />}
          <Apart notes={apart} />
        </>
      ),
    },
    { key: 'waiting', name: t('column.waiting'), isNumber: true, cell: ({ waiting }) => (waiting === undefined ? t('common.unknown') : format.number(waiting)) },
    { key: 'free', name: t('column.free'), isNumber: true, cell: ({ free }) => (free === undefined ? t('common.unknown') : format.size(free)) },
  ];
}

/** Which lines have not come: lost by a carrier, or still on the way. */
function Gaps({ gaps }: { readonly gaps: NonNullable<DeviceRow['gaps']> }) {
  const { t } = useTranslation('desk');
  return (
    <span className="stack stack--tight">
      <Chip kind="wait" icon="warning">
        {t('person.gap')}
      </Chip>
      {gaps.map((gap) => (
        <span className="note" key={gap.from}>
          {t('basis.gap', gap)}
        </span>
      ))}
    </span>
  );
}

/** What came and was kept, and could be counted to no result: nobody would see it elsewhere. */
function Apart({ notes }: { readonly notes: NonNullable<DeviceRow['apart']> }) {
  const { t } = useTranslation('desk');
  const words = useRemarks();
  return words(notes).map((what) => (
    <p className="note" key={what}>
      {t('person.apart', { what })}
    </p>
  ));
}

function Devices({ devices }: { readonly devices: DeskPerson['devices'] }) {
  const { t } = useTranslation('desk');
  const columns = useDeviceColumns();
  return (
    <section className="stack" aria-labelledby="devices">
      <h2 className="head" id="devices">
        {t('person.devices')}
      </h2>
      {devices.length === 0 ? <p className="note">{t('person.devices-none')}</p> : <Table caption={t('person.devices')} columns={columns} rows={devices} keyOf={({ device }) => device} />}
    </section>
  );
}
