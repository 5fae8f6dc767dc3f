/** What was answered, in words, marked by the phone and marked here: pure. */
import { ausOf, type Au } from '../../core/cmi5/structure.ts';
import type { Correction } from '../../core/corrections.ts';
import type { Edition, LanguageMap } from '../../core/ids.ts';
import type { Answer, Attempt } from '../../core/progress.ts';
import type { Item, Quiz, QuizWords } from '../../core/quiz/quiz.ts';
import { score, scoreQuiz } from '../../core/quiz/score.ts';
import { withTypedAnswers } from '../../core/quiz/typed.ts';
import { activityOf } from '../../core/registration.ts';
import { extension, statementId, type Statement } from '../../core/xapi/statement.ts';
import { extensions, verbName } from '../../core/xapi/verbs.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { DeskAttempt } from '../../sync/desk.ts';
import { isDoubtful } from '../sync/clock.ts';
import type { Typed } from '../sync/editions.ts';
import type { Kept, Mark } from '../sync/marking.ts';
import type { KeptLine } from './kept-lines.ts';

/** Answer key and words of one quiz of one edition. */
export type KeptQuiz = { readonly quiz: Quiz; readonly words: Readonly<Record<string, QuizWords>> };
/** Editions that these lines were made with or corrected by, their quizzes by `<edition> <au>`, and what language layers add to an attempt's. */
export type Material = { readonly manifests: ReadonlyMap<Edition, Manifest>; readonly quizzes: ReadonlyMap<string, KeptQuiz>; readonly typed: ReadonlyMap<string, Typed> };

/** The attempts of one go in the order of their beginning: that of their ids, and where a clock was wrong each phone's in that of its chain. */
export function attemptsOf(found: Kept, lines: readonly KeptLine[], material: Material): readonly DeskAttempt[] {
  const ausByActivity = new Map([...material.manifests.values()].flatMap((manifest) => ausOf(manifest.structure).map((au) => [activityOf(au.id), au] as const)));
  const said = saidByAttempt(lines);
  return Object.entries(found.aus)
    .flatMap(([activity, au]) => Object.values(au.attempts).map((attempt) => attemptOf(attempt, activity, { au: ausByActivity.get(activity), said: said.get(attempt.id) ?? [], marked: found.marks?.[attempt.id], material })))
    .toSorted(inOrder(said));
}

type Said = { readonly statement: Statement; readonly line: KeptLine };
/** `marked`: how the attempt was marked when it was handed in, and whether a key was corrected since. */
type Known = { readonly au: Au | undefined; readonly said: readonly Said[]; readonly marked: Mark | undefined; readonly material: Material };

/** An attempt of which no line is there stands by its id. */
function inOrder(said: ReadonlyMap<string, readonly Said[]>): (a: DeskAttempt, b: DeskAttempt) => number {
  const isSure = ![...said.values()].some((each) => each.some(isOff));
  const placeOf = ({ id }: DeskAttempt) => said.get(id)?.map(({ line }) => line).reduce((a, b) => (b.kid === a.kid && b.seq < a.seq ? b : a));
  return (a, b) => {
    const [x, y] = isSure ? [] : [placeOf(a), placeOf(b)];
    if (x && y) return x.kid === y.kid ? x.seq - y.seq : x.kid < y.kid ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  };
}

function isOff({ statement, line }: Said): boolean {
  return isDoubtful(statement.timestamp, line.header?.clock, line);
}

/** When an attempt was made, by the phone's clock; where that cannot be believed, between which moments of the server's. */
function timesOf(said: readonly Said[], began: Said | undefined, ended: Said | undefined): Pick<DeskAttempt, 'began' | 'ended' | 'within'> {
  const lines = said.map(({ line }) => line);
  if (!said.some(isOff)) return given({ began: began?.statement.timestamp, ended: ended?.statement.timestamp });
  return { within: { from: lines.map(({ since }) => since).toSorted()[0]!, to: lines.map(({ received }) => received).toSorted().at(-1)! } };
}

function attemptOf(attempt: Attempt, activity: string, { au, said, marked, material }: Known): DeskAttempt {
  const began = said.find((each) => verbName(each.statement.verb.id) === 'attempted');
  const ended = said.findLast((each) => ['passed', 'failed'].includes(verbName(each.statement.verb.id) ?? ''));
  const edition = marked?.edition ?? (began ?? said[0])?.line.edition ?? undefined;
  const kept = edition && au ? keptFor(attempt, { name: `${edition} ${au.id}`, marked, material }) : undefined;
  const release = edition && material.manifests.get(edition)?.release;
  const responses = new Map(Object.entries(attempt.answers).map(([item, answer]) => [item, answer.response]));
  const isMarkedHere = kept?.quiz.items.every((item) => item.correct !== undefined);
  return {
    id: attempt.id,
    au: { id: au?.id ?? activity, title: au?.title ?? {} },
    ...given({
      edition,
      release,
      ...timesOf(said, began, ended),
      language: (began ?? said[0])?.statement.context?.language,
      scaled: attempt.judged?.scaled,
      isPassed: attempt.judged?.isPassed,
      corrected: marked?.corrected && correctedBy(marked.corrected, material),
      scaledHere: kept && isMarkedHere ? scoreQuiz(kept.quiz, responses).scaled : undefined,
    }),
    answers: itemsShown(attempt, kept?.quiz).map((item) => answerOf(item, attempt.answers[item], { kept, said })),
  };
}

/** The quiz as the attempt was marked by it. What a layer accepts that is not published here nobody can say: such an item has no key. */
function keptFor({ id, answers }: Attempt, { name, marked, material }: Pick<Known, 'marked' | 'material'> & { readonly name: string }): KeptQuiz | undefined {
  const [kept, more] = [material.quizzes.get(name), material.typed.get(id)];
  if (!kept || !more) return kept;
  const quiz = withTypedAnswers(kept.quiz, more.answers);
  const isOpen = (item: Item) => !more.isWhole && marked?.scaled === undefined && item.kind === 'text' && answers[item.id] !== undefined && !score(item, answers[item.id]!.response).isCorrect;
  return { ...kept, quiz: { ...quiz, items: quiz.items.map((item) => (isOpen(item) ? withoutKey(item) : item)) } };
}

function withoutKey(item: Item): Item {
  const { correct: _, ...open } = item;
  return open as Item;
}

function correctedBy({ by, scaled, isPassed }: Correction, { manifests }: Material): NonNullable<DeskAttempt['corrected']> {
  return { scaled, isPassed, ...given({ release: manifests.get(by)?.release }) };
}

/** Items in the order shown; once it is handed in also those that were left out. */
function itemsShown(attempt: Attempt, quiz: Quiz | undefined): readonly string[] {
  const all = new Set([...attempt.order, ...(quiz?.items.map((item) => item.id) ?? []), ...Object.keys(attempt.answers)]);
  return [...all].filter((item) => attempt.judged !== undefined || attempt.answers[item] !== undefined);
}

function answerOf(id: string, answer: Answer | undefined, { kept, said }: { kept: KeptQuiz | undefined; said: readonly Said[] }): DeskAttempt['answers'][number] {
  const item = kept?.quiz.items.find((each) => each.id === id);
  const result = said.find((each) => answer !== undefined && statementId(each.statement) === answer.id)?.statement.result;
  const here = item && score(item, answer?.response ?? '');
  return {
    item: id,
    kind: item?.kind ?? 'unknown',
    response: answer?.response ?? '',
    points: here?.isCorrect === undefined ? (result?.score?.raw ?? 0) : here.points,
    max: item?.points ?? result?.score?.max ?? 0,
    ...given({
      prompt: kept && wordsOf(kept, (words) => words.items[id]?.prompt),
      said: item && kept && answer ? choicesSaid(item, answer.response, kept) : undefined,
      isCorrect: result?.success,
      isCorrectHere: here?.isCorrect,
    }),
  };
}

/** A response in words where it names choices. */
function choicesSaid(item: Item, response: string, kept: KeptQuiz): LanguageMap[] | undefined {
  if (!('choices' in item)) return undefined;
  const chosen = response === '' ? [] : response.split('[,]');
  return chosen.map((choice) => wordsOf(kept, (words) => words.items[item.id]?.choices?.[choice]?.text) ?? { und: choice });
}

/** One text of a quiz in all its languages; undefined when none has it. */
function wordsOf(kept: KeptQuiz, text: (words: QuizWords) => string | undefined): Record<string, string> | undefined {
  const found = Object.entries(kept.words).flatMap(([lang, words]) => {
    const here = text(words);
    return here === undefined ? [] : [[lang, here] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** What the folded progress rests on: a line kept as a conflict or for another actor is shown among the notes, not here. */
function saidByAttempt(lines: readonly KeptLine[]): ReadonlyMap<string, Said[]> {
  const known = new Set<string>();
  const said = new Map<string, Said[]>();
  for (const line of lines) {
    const { statement } = line;
    const attempt = statement && extension(statement, extensions.attempt);
    if (!statement || typeof attempt !== 'string' || known.has(statementId(statement))) continue;
    known.add(statementId(statement));
    said.set(attempt, [...(said.get(attempt) ?? []), { statement, line }]);
  }
  return said;
}

/** Without the fields that nobody knows. */
function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
}
