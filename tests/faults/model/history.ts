/** What may happen between phones, carriers and an office: a history is a list of such steps. Every step can be left out, so that what breaks is told shortly. */
import fc from 'fast-check';

/** What becomes of one request: it gets lost, its answer gets lost, the server dies before or after it has committed. */
export type Fate = 'whole' | 'lost' | 'unheard' | 'dies-before' | 'dies-after';
/** Fates of the requests of one contact, in order; those beyond the list go whole. */
export type Road = readonly Fate[];
/** The app dies at its n-th transaction from here, before or after the commit. */
export type Fall = { readonly at: number; readonly isAfter: boolean };
/** What somebody does in a lesson. */
export type Deed = 'opens' | 'reads' | 'passes' | 'fails';

/** `phone` 0 and 1 are of one person, 2 of another; `carrier` 0 or 1. Copies and files are counted back from the newest. */
export type Step =
  | { readonly kind: 'learn'; readonly phone: number; readonly deed: Deed; readonly fall?: Fall | undefined }
  /** Seals, sends and, unless the app is closed before, reads what came back. */
  | { readonly kind: 'contact'; readonly phone: number; readonly road: Road; readonly isRead: boolean; readonly fall?: Fall | undefined }
  | { readonly kind: 'read'; readonly phone: number; readonly fall?: Fall | undefined }
  /** Makes a file of work; `to` those carriers who take it in at once. */
  | { readonly kind: 'hand'; readonly phone: number; readonly to: readonly number[]; readonly fall?: Fall | undefined }
  /** A file that lies somewhere is taken in by a carrier, or by a phone. */
  | { readonly kind: 'take'; readonly file: number; readonly by: { readonly carrier: number } | { readonly phone: number } }
  | { readonly kind: 'carry'; readonly carrier: number; readonly road: Road; readonly fall?: Fall | undefined }
  /** The carrier makes files of all replies; `to`: a phone that takes them in and reads them at once. */
  | { readonly kind: 'give'; readonly carrier: number; readonly to?: number | undefined }
  | { readonly kind: 'pass'; readonly carrier: number }
  | { readonly kind: 'drop'; readonly carrier: number }
  /** The phone's database is copied, set back to an older copy, or gone: then the phone joins anew. */
  | { readonly kind: 'copy' | 'fresh'; readonly phone: number }
  /** Whoever was told that the office does not know the phone gets a new code for it. */
  | { readonly kind: 'join-again'; readonly phone: number }
  | { readonly kind: 'set-back'; readonly phone: number; readonly copy: number }
  | { readonly kind: 'clock'; readonly phone: number; readonly hours: number }
  /** The clock of the office is set wrong, or right again. */
  | { readonly kind: 'office-clock'; readonly hours: number }
  | { readonly kind: 'later' | 'restart' | 'backup' }
  | { readonly kind: 'restore'; readonly copy: number }
  | { readonly kind: 'decide'; readonly phone: number; readonly says: 'approved' | 'returned' };
export type History = readonly Step[];

/** Most of it happens to one phone. */
const phone = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.constant(2) });
const carrier = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) });
const back = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2) });
const deed = fc.constantFrom<Deed>('opens', 'reads', 'passes', 'fails');
const fall = fc.option(fc.record({ at: fc.nat(3), isAfter: fc.boolean() }), { nil: undefined, freq: 6 });
const road = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant<Fate>('whole') }, { weight: 3, arbitrary: fc.constantFrom<Fate>('lost', 'unheard', 'dies-before', 'dies-after') }), { maxLength: 2 });
const clockOff = fc.constantFrom(-1, 1, -24 * 400, 24 * 400, -24 * 3653, 24 * 3653);
const kind = <K extends Step['kind']>(name: K) => fc.constant(name);

/** What happens by itself, with what may go wrong. */
const steps: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 6, arbitrary: fc.record({ kind: kind('learn'), phone, deed, fall }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('contact'), phone, road, isRead: fc.boolean(), fall }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('read'), phone, fall }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('hand'), phone, to: fc.uniqueArray(carrier, { maxLength: 2 }), fall }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('take'), file: back, by: fc.oneof(fc.record({ carrier }), fc.record({ phone })) }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('carry'), carrier, road, fall }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('give'), carrier, to: fc.option(phone, { nil: undefined, freq: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('pass'), carrier }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('drop'), carrier }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('copy'), phone }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('set-back'), phone, copy: back }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('fresh'), phone }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('join-again'), phone }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('clock'), phone, hours: clockOff }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('office-clock'), hours: clockOff }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('later') }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('restart') }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('backup') }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('restore'), copy: back }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('decide'), phone, says: fc.constantFrom('approved' as const, 'returned' as const) }) },
];

/** What mostly happens in a row; other things happen before, between and after. */
const habits: readonly fc.Arbitrary<History>[] = [
  fc.tuple(phone, deed).map(([n, does]) => [learns(n, does), meets(n)]),
  fc.tuple(phone, carrier, deed).map(([n, c, does]) => [learns(n, does), hands(n, c), { kind: 'carry', carrier: c, road: [] }, { kind: 'give', carrier: c, to: n }]),
  fc.tuple(phone, carrier).map(([n, c]) => [learns(n, 'opens'), hands(n, c), { kind: 'carry', carrier: c, road: [] }, { kind: 'give', carrier: c }, learns(n, 'reads'), meets(n)]),
  phone.map((n) => [{ kind: 'backup' }, learns(n, 'reads'), meets(n), { kind: 'restore', copy: 0 }]),
  fc.tuple(phone, carrier).map(([n, c]) => [{ kind: 'copy', phone: n }, learns(n, 'opens'), hands(n, c), { kind: 'set-back', phone: n, copy: 0 }, learns(n, 'reads'), meets(n)]),
  phone.map((n) => [{ kind: 'copy', phone: n }, learns(n, 'opens'), meets(n), { kind: 'set-back', phone: n, copy: 0 }, meets(n), learns(n, 'fails')]),
  phone.map((n) => [{ kind: 'copy', phone: n }, learns(n, 'opens'), meets(n), { kind: 'set-back', phone: n, copy: 0 }, learns(n, 'fails'), meets(n)]),
  phone.map((n) => [{ kind: 'backup' }, { kind: 'fresh', phone: n }, learns(n, 'opens'), { kind: 'restore', copy: 0 }, meets(n), { kind: 'join-again', phone: n }, learns(n, 'reads'), meets(n)]),
  fc.tuple(phone, clockOff).map(([n, hours]) => [{ kind: 'office-clock', hours }, learns(n, 'opens'), meets(n), { kind: 'office-clock', hours: -hours }, learns(n, 'reads'), meets(n)]),
  fc.tuple(phone, fc.constantFrom('approved' as const, 'returned' as const)).map(([n, says]) => [learns(n, 'reads'), learns(n, 'passes'), meets(n), { kind: 'decide', phone: n, says }, meets(n)]),
];

const learns = (n: number, does: Deed): Step => ({ kind: 'learn', phone: n, deed: does });
const meets = (n: number): Step => ({ kind: 'contact', phone: n, road: [], isRead: true });
const hands = (n: number, c: number): Step => ({ kind: 'hand', phone: n, to: [c] });

const some = fc.oneof({ weight: 2, arbitrary: fc.oneof(...steps).map((step): History => [step]) }, { weight: 1, arbitrary: fc.oneof(...habits) });

/** Histories of one to three dozen steps, mostly of a handful: most of what can break breaks in a few. */
export const histories: fc.Arbitrary<History> = fc.oneof({ weight: 6, arbitrary: fc.array(some, { minLength: 1, maxLength: 2, size: 'max' }) }, { weight: 1, arbitrary: fc.array(some, { minLength: 3, maxLength: 8, size: 'max' }) }).map((parts) => parts.flat());

/** Histories that were found to break a promise, or to be judged wrongly: each is played again before the others. */
export const foundBefore: readonly History[] = [
  lostWorkComesBy({ phone: 1 }),
  lostWorkComesBy({ phone: 2 }),
  [
    { kind: 'hand', phone: 0, to: [0] },
    meets(0),
    { kind: 'office-clock', hours: -24 * 3653 },
    { kind: 'backup' },
    learns(0, 'reads'),
    meets(0),
    { kind: 'restore', copy: 0 },
    { kind: 'carry', carrier: 0, road: [] },
    learns(0, 'reads'),
  ],
];

/** What a phone lost when it was set back comes out of a bag, after it has asked. */
function lostWorkComesBy(by: { readonly phone: number }): History {
  return [{ kind: 'copy', phone: 2 }, learns(2, 'opens'), hands(2, 0), { kind: 'set-back', phone: 2, copy: 0 }, { kind: 'take', file: 0, by }, { kind: 'drop', carrier: 0 }];
}

/** The history without every step that can be left out of it while it still breaks a promise, and which one it then breaks. */
export async function shortest(play: (history: History) => Promise<string | undefined>, history: History): Promise<string> {
  let [short, broken] = [history, await play(history)];
  for (let n = 0; n < short.length; ) {
    const less = short.filter((_, at) => at !== n);
    const still = await play(less);
    if (still === undefined) n += 1;
    else [short, broken, n] = [less, still, 0];
  }
  return `${broken}\n${told(short)}`;
}

/** A history as a person would tell it. */
function told(history: History): string {
  return history.map((step, n) => `  ${n + 1}. ${Object.entries(step).filter(([, value]) => value !== undefined).map(([name, value]) => (name === 'kind' ? String(value) : `${name} ${JSON.stringify(value)}`)).join(', ')}`).join('\n');
}
