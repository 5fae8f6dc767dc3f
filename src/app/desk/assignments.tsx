import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as v from 'valibot';
import { isProblem } from '../../core/problem.ts';
import { assignmentsSchema, type DeskAssignments } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/notes.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, useAsk } from './ask.tsx';
import { Fault } from './fault.tsx';
import { Say, useSay } from './say.tsx';
import { useSigned } from './signed.tsx';
import { Table, type Column } from './table.tsx';
import type { Refusal } from './wire.ts';

type Assignment = DeskAssignments['assignments'][number];

/** What is assigned now. Taking one away asks again and says what stays. */
export function Assignments() {
  const { t } = useTranslation('desk');
  const [leaving, setLeaving] = useState<Assignment>();
  const found = useAsk('assignments', assignmentsSchema);
  const columns = useColumns(setLeaving);
  return (
    <section className="stack" aria-labelledby="assignments">
      <h2 className="head" id="assignments">
        {t('assign.title')}
      </h2>
      <Answer of={found}>
        {({ assignments }) =>
          assignments.length === 0 ? <p className="note">{t('assign.none')}</p> : <Table caption={t('assign.title')} columns={columns} rows={assignments} keyOf={({ id }) => id} isHalt={() => false} />
        }
      </Answer>
      <Sheet name={t('assign.remove-title')} isOpen={leaving !== undefined} onClose={() => setLeaving(undefined)}>
        {leaving && <Remove assignment={leaving} onDone={() => setLeaving(undefined)} />}
      </Sheet>
    </section>
  );
}

function useColumns(remove: (assignment: Assignment) => void): readonly Column<Assignment>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const { me } = useSigned();
  const format = useFormat();
  const say = useSay();
  return [
    { key: 'course', name: t('column.course'), cell: ({ course }) => <Say map={course.title} source={course.source} /> },
    { key: 'unit', name: t('column.unit'), cell: ({ unit }) => <Say map={unit.name} /> },
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
    { key: 'by', name: t('column.by'), cell: ({ by }) => by },
    {
      key: 'remove',
      name: t('column.change'),
      cell: (row) =>
        // What a unit above one's own has assigned is theirs to take away.
        me.units.some(({ id }) => id === row.unit.id) ? (
          <button type="button" className="text-button" onClick={() => remove(row)}>
            {t('assign.remove')}
            <span className="unseen">
              {' '}
              {say(row.course.title, row.course.source)}, {say(row.unit.name)}
            </span>
          </button>
        ) : (
          <span className="note">{t('assign.from-above')}</span>
        ),
    },
  ];
}

function Remove({ assignment, onDone }: { readonly assignment: Assignment; readonly onDone: () => void }) {
  const { t } = useTranslation('desk');
  const { tell, setSays } = useSigned();
  const { isOnline } = useSession();
  const say = useSay();
  const [refusal, setRefusal] = useState<Refusal>();
  const [isBusy, setBusy] = useState(false);
  const course = say(assignment.course.title, assignment.course.source);
  const remove = async () => {
    setBusy(true);
    const answer = await tell({ path: `assignments/${encodeURIComponent(assignment.id)}`, method: 'DELETE' }, v.unknown());
    setBusy(false);
    if (isProblem(answer)) return setRefusal(answer);
    setSays(t('assign.removed', { course }));
    onDone();
  };
  return (
    <>
      <p>{t('assign.remove-what', { course, unit: say(assignment.unit.name) })}</p>
      <p>{t('assign.remove-stays')}</p>
      {refusal && <Fault problem={refusal} />}
      <Button kind="halt" isWide isOff={isBusy || !isOnline} onPress={() => void remove()}>
        {t('assign.remove')}
      </Button>
      <Button isWide onPress={onDone}>
        {t('common.leave-it')}
      </Button>
    </>
  );
}
