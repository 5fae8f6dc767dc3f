import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearch } from 'wouter';
import { deskCoursesSchema, type DeskCourses } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { Blank } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, useAsk } from './ask.tsx';
import { Assign } from './assign.tsx';
import { Assignments } from './assignments.tsx';
import { ReportedLines } from './reported.tsx';
import { Say } from './say.tsx';
import { useSigned } from './signed.tsx';
import { Table, type Column } from './table.tsx';
import { Work } from './work.tsx';

type Course = DeskCourses['courses'][number];

/** The courses of this server and, for whoever may, which unit is to do which of them by when. */
export function Courses() {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  const [isAssigning, setAssigning] = useState(new URLSearchParams(useSearch()).has('assign'));
  const found = useAsk('courses', deskCoursesSchema);
  const close = () => setAssigning(false);
  const isReady = may.assign && (found.data?.courses.length ?? 0) > 0;
  return (
    <Work
      name={t('courses.title')}
      title={t('courses.title')}
      actions={
        isReady && (
          <Button isDense kind="main" icon="plus" onPress={() => setAssigning(true)}>
            {t('assign.open')}
          </Button>
        )
      }
    >
      <Answer of={found}>
        {({ courses }) => (
          <>
            {may.assign && <Assignments />}
            <List courses={courses} />
            {may.mend && <ReportedLines courses={courses} />}
            <Sheet name={t('assign.open')} isOpen={isReady && isAssigning} onClose={close}>
              <Assign courses={courses} onDone={close} />
            </Sheet>
          </>
        )}
      </Answer>
      <Publishing />
    </Work>
  );
}

function useColumns(): readonly Column<Course>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return [
    {
      key: 'course',
      name: t('column.course'),
      cell: ({ title, source, id }) => (
        <>
          <Say map={title} source={source} />
          <code className="note line">{id}</code>
        </>
      ),
    },
    { key: 'release', name: t('column.release'), isNumber: true, cell: ({ release }) => format.number(release) },
    { key: 'issued', name: t('column.issued'), cell: ({ issued }) => format.date(issued, world.now()) },
    { key: 'languages', name: t('column.languages'), cell: ({ languages }) => languages.map(format.language).join(', ') },
    { key: 'begun', name: t('column.begun'), isNumber: true, cell: ({ begun }) => format.number(begun) },
    { key: 'finished', name: t('column.finished'), isNumber: true, cell: ({ finished }) => format.number(finished) },
  ];
}

function List({ courses }: { readonly courses: readonly Course[] }) {
  const { t } = useTranslation('desk');
  const columns = useColumns();
  if (courses.length === 0) {
    return (
      <Blank name={t('courses.blank')}>
        <p>{t('courses.blank-lead')}</p>
      </Blank>
    );
  }
  return (
    <section className="stack" aria-labelledby="courses">
      <h2 className="head" id="courses">
        {t('courses.published')}
      </h2>
      <Table caption={t('courses.published')} columns={columns} rows={courses} keyOf={({ id }) => id} />
    </section>
  );
}

/** How a course gets here: a pack is built and signed where its key lies, never on the server. */
function Publishing() {
  const { t } = useTranslation('desk');
  return (
    <section className="stack" aria-labelledby="publishing">
      <h2 className="head" id="publishing">
        {t('courses.publish')}
      </h2>
      <p className="note">{t('courses.publish-lead')}</p>
      <pre className="command">
        <code>{`karvan build <folder>\nkarvan publish <pack> --to ${window.location.origin} --as <name>`}</code>
      </pre>
    </section>
  );
}
