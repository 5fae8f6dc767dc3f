import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import * as v from 'valibot';
import { isProblem } from '../../core/problem.ts';
import type { DeskCourses } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Fault } from './fault.tsx';
import { Pick, type Option } from './pick.tsx';
import { useSay } from './say.tsx';
import { useSigned } from './signed.tsx';
import { useUnitOptions } from './units.ts';
import type { Refusal } from './wire.ts';

/** Gives a course to a unit and all beneath it, with a last day if there is one. */
export function Assign({ courses, onDone }: { readonly courses: DeskCourses['courses']; readonly onDone: () => void }) {
  const { t } = useTranslation('desk');
  const { tell, setSays } = useSigned();
  const { isOnline } = useSession();
  const say = useSay();
  const units = useUnitOptions();
  const options = courses.map(({ id, title, source }) => ({ value: id, name: say(title, source) }));
  const [course, setCourse] = useState(theOnly(options));
  const [unit, setUnit] = useState(theOnly(units));
  const [due, setDue] = useState('');
  const [isMandatory, setMandatory] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();

  const isWhole = course !== '' && unit !== '';

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(undefined);
    const answer = await tell({ path: 'assignments', method: 'POST', body: { course, unit, isMandatory, ...(due ? { due } : {}) } }, v.object({ id: v.string() }));
    setBusy(false);
    if (isProblem(answer)) return setRefusal(answer);
    setSays(t('assign.done', { course: options.find(({ value }) => value === course)?.name ?? course }), '/desk/courses');
    onDone();
  };
  return (
    <form className="stack stack--wide" onSubmit={(event) => void send(event)}>
      <Pick label={t('column.course')} value={course} options={unlessChosen(course, options)} onPick={setCourse} />
      <Pick label={t('assign.unit')} value={unit} options={unlessChosen(unit, units)} onPick={setUnit} />
      <label className="stack">
        <span className="strong">{t('assign.due')}</span>
        <input className="field" type="date" value={due} onChange={(event) => setDue(event.target.value)} />
      </label>
      <div className="choices">
        <Choice kind="checkbox" name="mandatory" value="yes" isChosen={isMandatory} onChoose={setMandatory} note={t('assign.mandatory-note')}>
          {t('assign.mandatory')}
        </Choice>
      </div>
      {refusal && <Fault problem={refusal} />}
      <Button kind="main" isWide submits isOff={!isWhole || isBusy || !isOnline}>
        {t('assign.do')}
      </Button>
      <p className="note">{!isOnline ? t('common.offline') : isWhole ? t('assign.note') : t('assign.choose')}</p>
    </form>
  );
}

/** What many people will have to do is chosen by somebody, never by the order of a list. */
function theOnly(options: readonly Option[]): string {
  return options.length === 1 ? (options[0]?.value ?? '') : '';
}

function unlessChosen(chosen: string, options: readonly Option[]): readonly Option[] {
  return chosen === '' ? [{ value: '', name: '…' }, ...options] : options;
}
