/** What people sent back, put into the records. Their words count more than a machine's, but may do no more harm. */
import { answersIn, checkAnswers } from '../../core/translation/answer-checks.ts';
import { levelOf } from '../../core/translation/finding.ts';
import { differingMarks } from '../../core/translation/marks.ts';
import type { Fault } from '../fault.ts';
import { harmIn } from '../translate/accept.ts';
import { isShown, type Unit } from '../translate/units.ts';
import type { Row } from './markup.ts';

/** `as`: the state that the sender stands for, for every line with text that is not marked as unfinished. `by`: who. */
export type Sender = { readonly as?: 'machine' | 'reviewed' | 'approved'; readonly by?: string };
/** `changed`, `older`: units that were changed, and those whose source is no longer what was translated. */
export type Applied = { readonly units: readonly Unit[]; readonly changed: number; readonly older: number; readonly faults: readonly Fault[] };

/** `name`: of the file, for faults. */
export function applied(units: readonly Unit[], rows: readonly Row[], sender: Sender, name: string): Applied {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const faults: Fault[] = [];
  const say = (id: string, what: string, mend: string) => void faults.push({ level: 'warning', file: name, what: `“${id}” ${what}`, mend });
  let [changed, older] = [0, 0];
  for (const row of rows) {
    const unit = byId.get(row.id);
    if (!unit) {
      say(row.id, 'is no unit of the course', 'It was left out. The course may have changed since the file was made.');
      continue;
    }
    if (row.target === '') continue;
    const marks = differingMarks(row.source, row.target);
    const harm = harmIn({ ...unit, source: row.source }, row.target) ?? wrongAnswer(unit, row) ?? (marks.length > 0 ? `marks-differ: ${marks.join(' ')}` : undefined);
    if (harm !== undefined) {
      say(row.id, `was left out [${harm}]`, 'Keep tags, placeholders, links and the form of Markdown as in the source.');
      continue;
    }
    const made = updated(unit, row, sender);
    if (made === 'kept') {
      say(row.id, `was left as it is: it is ${unit.state} already, and the file says ${row.state}`, 'Say --as and --by if the file is the better one.');
      continue;
    }
    if (row.source !== unit.source) older++;
    if (made === unit) continue;
    byId.set(unit.id, made);
    changed++;
  }
  return { units: units.map(({ id }) => byId.get(id)!), changed, older, faults };
}

/** An answer that could never be given, or more of them than are read. */
function wrongAnswer({ id, kind }: Unit, { target }: Row): string | undefined {
  const wrong = kind === 'answers' ? checkAnswers(id, answersIn(target), '').find(({ code }) => levelOf(code) === 'error') : undefined;
  return wrong && `${wrong.code}: ${wrong.detail}`;
}

/** The unit with what was sent; the same unit when that says nothing new; `kept` when it would take back what people did. */
function updated(unit: Unit, row: Row, { as, by }: Sender): Unit | 'kept' {
  const { by: before, at: when, engine, note, ...bare } = unit;
  const isUnfinished = row.state === 'new' || row.state === 'stale';
  const isOld = row.source !== unit.source;
  const isSame = row.target === unit.target;
  const state = as === undefined || isUnfinished ? (row.state ?? 'new') : as;
  if (isOld || isUnfinished) {
    // Proposals: they replace no translation.
    if (isShown(unit) || (isSame && !isOld)) return unit;
    return { ...bare, target: row.target, state: isOld ? 'stale' : unit.state, ...told({ by: by ?? row.by, at: by === undefined ? row.at : undefined }) };
  }
  const who = as === undefined ? (row.by ?? (isSame ? before : by)) : (by ?? row.by);
  const at = who === row.by && row.at !== undefined ? row.at : isSame && who === before ? when : undefined;
  if (isSame && state === unit.state && who === before && at === when) return unit;
  if (as === undefined && rank.indexOf(state) < rank.indexOf(unit.state)) return 'kept';
  return { ...bare, target: row.target, state, ...told({ by: who, at, engine: isSame ? engine : undefined, note: isSame && state === 'machine' ? note : undefined }) };
}

const rank: readonly Unit['state'][] = ['new', 'stale', 'machine', 'reviewed', 'approved'];

type Told = Pick<Unit, 'by' | 'at' | 'engine' | 'note'>;

/** Only what there is to tell. */
function told(all: { readonly [key in keyof Told]?: Told[key] | undefined }): Told {
  return Object.fromEntries(Object.entries(all).filter(([, said]) => said !== undefined));
}
