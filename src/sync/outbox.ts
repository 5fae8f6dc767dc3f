/**
 * The rules of the outbox. Lines are cut into envelopes; envelopes are sent until the newest receipt covers them; what a receipt
 * does not cover is sent again, also if an earlier one did: so a server that was restored from a backup heals.
 *
 * A receipt names the end of a hash chain, and so every line before it. A phone that was set back to an older copy of itself may
 * have written other lines since; those do not lie on the server's chain, and are written again after its end.
 */
import { fittingLines } from './envelope.ts';
import type { Receipt } from './receipt.ts';

/** What the outbox knows of a sealed envelope: the sequences inside (0 and 0 in a request for a reply), its tries, and when it is due. */
export type Enveloped = {
  readonly id: number;
  readonly state: 'waiting' | 'answered' | 'refused';
  readonly from: number;
  readonly to: number;
  readonly tries: number;
  readonly notBefore: number;
  readonly most?: number;
};
/** A receipt that holds now: `received` is the server's time, ISO 8601 UTC. */
type HeldReceipt = { readonly seq: number; readonly code: string; readonly received: string };
/** How far the server is known to hold this phone's chain. */
export type Standing = {
  /** By rising sequence: a line's receipt is the first that reaches it. */
  readonly receipts: readonly HeldReceipt[];
  /** Highest sequence that a receipt has ever named. */
  readonly receipted: number;
  /** Of the newest reply: the server's time, ISO 8601 UTC, and its `order`. */
  readonly lastContact?: string;
  readonly heard?: number;
};
/** `none`: the server holds nothing of this chain. `doubtful`: its receipt does not speak of this phone's chain. */
export type ReceiptRead = { readonly kind: 'held'; readonly says: Receipt; readonly code: string } | { readonly kind: 'none' } | { readonly kind: 'doubtful' };
/** The last line of a chain: 0 and empty before the first. */
export type End = { readonly seq: number; readonly hash: string };

/** Sent again after a fruitless try: a minute, two, four … six hours at most. */
const FIRST_WAIT = 60_000;
export const LAST_WAIT = 6 * 3_600_000;

/** Milliseconds for which an answer is waited for at least and at most, and bytes a second of the slowest line. */
const FIRST_PATIENCE = 30_000;
const LAST_PATIENCE = 2 * 60_000;
const SLOWEST = 2000;

type OpenLine = { readonly seq: number; readonly text: string };
/** `again`: the refused envelope in whose place it stands. */
export type Cut<Line extends OpenLine> = { readonly lines: readonly Line[]; readonly again: Enveloped | undefined };

/** How lines, by rising sequence, go into envelopes: no envelope spans a gap, and what was refused as too large goes in smaller ones. */
export function cutLines<Line extends OpenLine>(lines: readonly Line[], refused: readonly Enveloped[]): readonly Cut<Line>[] {
  const cuts: Cut<Line>[] = [];
  for (let rest = lines; rest.length > 0; ) {
    const run = contiguous(rest);
    const again = refused.find((each) => each.from <= run[0]!.seq && run[0]!.seq <= each.to);
    const inside = run.slice(0, fittingLines(run.map((line) => line.text), again?.most));
    cuts.push({ lines: inside, again });
    rest = rest.slice(inside.length);
  }
  return cuts;
}

/** Envelopes to be sent now, oldest first. */
export function dueNow<Row extends Enveloped>(waiting: readonly Row[], now: number): readonly Row[] {
  return waiting.filter((each) => isDue(each, now)).toSorted((a, b) => a.id - b.id);
}

/** A clock that was set back must not keep an envelope for longer than the longest wait. */
export function isDue({ notBefore }: Pick<Enveloped, 'notBefore'>, now: number): boolean {
  return notBefore <= now || notBefore - now > LAST_WAIT;
}

/** After a try. If it must be sent again (a reply that cannot be opened, a server restored from a backup), then not at once each time. */
export function triedAgain(envelope: Pick<Enveloped, 'tries'>, now: number): Pick<Enveloped, 'tries' | 'notBefore'> {
  const tries = envelope.tries + 1;
  const wait = tries === 1 ? 0 : Math.min(LAST_WAIT, FIRST_WAIT * 2 ** (tries - 2));
  return { tries, notBefore: now + wait };
}

/** Half as many lines next time; a single line that is too large for the server is offered again later. */
export function tooLarge({ from, to }: Enveloped): Partial<Enveloped> {
  const lines = to - from + 1;
  return lines > 1 ? { state: 'refused', most: Math.floor(lines / 2), notBefore: 0 } : {};
}

/** Milliseconds for which an answer to so many bytes is waited for: a slow line is given its time, and one that hangs holds up nobody for long. */
export function patienceFor(bytes: number): number {
  return Math.min(LAST_PATIENCE, FIRST_PATIENCE + Math.ceil((bytes / SLOWEST) * 1000));
}

/** Milliseconds for which a server asks to be left alone by `Retry-After`; undefined when it names no time. */
export function askedWait(said: string | null, now: number): number | undefined {
  if (said === null) return undefined;
  const wait = /^\d+$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - now;
  return Math.min(LAST_WAIT, Math.max(1000, Number.isFinite(wait) ? wait : FIRST_WAIT));
}

/** What orders the replies to a phone. */
type Placed = { readonly at: string; readonly order?: number | undefined };

/** Of replies that were read, those that are news, oldest first: a carrier may bring an old one after a newer. */
export function newsIn<Read extends { readonly reply: Placed }>(read: readonly Read[], { heard: last, lastContact }: Standing): readonly Read[] {
  const newest = last ?? (lastContact === undefined ? 0 : Date.parse(lastContact));
  return read.filter(({ reply }) => orderOf(reply) >= newest).toSorted((a, b) => orderOf(a.reply) - orderOf(b.reply));
}

/** Older servers gave replies their moment alone. */
function orderOf({ at, order }: Placed): number {
  return order ?? Date.parse(at);
}

/** How things stand after a reply. */
export function heard(standing: Standing, reply: Placed, receipt: ReceiptRead): Standing {
  const seq = receipt.kind === 'held' ? receipt.says.seq : 0;
  return { receipts: receiptsWith(standing.receipts, receipt), receipted: Math.max(standing.receipted, seq), lastContact: reply.at, heard: orderOf(reply) };
}

/** How far the server holds this phone's lines now. */
export function reachOf({ receipts }: Standing): number {
  return receipts.at(-1)?.seq ?? 0;
}

/** `covered`: gone. `again`: answered, and not covered. `unread`: envelopes whose reply lies there and is read next time. */
export function settled(all: readonly Enveloped[], reach: number, unread: ReadonlySet<number>): { readonly covered: readonly number[]; readonly again: readonly number[] } {
  const covered = all.filter((each) => each.to <= reach && (each.to > 0 || each.state === 'answered'));
  const again = all.filter((each) => each.to > reach && each.state === 'answered' && !unread.has(each.id));
  return { covered: covered.map((each) => each.id), again: again.map((each) => each.id) };
}

/** Envelopes that were let go and whose lines beyond the receipt lie open again: the same exact lines go into a fresh one. */
export function missing(beyond: readonly { readonly envelope: number }[], held: ReadonlySet<number>): ReadonlySet<number> {
  return new Set(beyond.map((row) => row.envelope).filter((envelope) => envelope !== 0 && !held.has(envelope)));
}

/**
 * What this phone has where a receipt ends. `sure`: up to here each line was covered by an earlier receipt. `at`: hash of its own line
 * there. `next`: what its next line names as the one before; `gone` when no such line is here. Undefined: no such line, or not to be read.
 */
export type Mine = { readonly end: number; readonly sure: number; readonly at: string | undefined; readonly next: string | 'gone' | undefined };

/**
 * Lines beyond this sequence never follow what the server holds, and are written again after it; undefined when all do.
 * `receipted`: highest sequence that a receipt had ever named before.
 */
export function straysBeyond({ seq, hash }: End, { end, sure, at, next }: Mine, receipted: number): number | undefined {
  // Another line stands there: this phone was set back, and has written other lines since.
  if (at !== undefined && at !== hash) return Math.min(sure, seq - 1);
  // The server knows lines that this phone has no more. Whether it holds those written since nobody can tell from here.
  if (seq > end) return sure < end ? sure : undefined;
  // The server held it once; now nobody does, and nothing after it could ever be received.
  if (next === 'gone') return seq < end && seq < receipted ? seq : undefined;
  return next !== undefined && next !== hash ? seq : undefined;
}

/** Up to where every line was covered: before the first that lies open or in an envelope that was not let go. */
export function sureUpTo(end: number, open: readonly { readonly seq: number }[], held: readonly Enveloped[]): number {
  return Math.min(end, ...open.map((row) => row.seq - 1), ...held.filter((each) => each.from > 0).map((each) => each.from - 1));
}

/** The first lines without a gap. */
function contiguous<Line extends OpenLine>(lines: readonly Line[]): readonly Line[] {
  const gap = lines.findIndex((line, index) => index > 0 && line.seq !== lines[index - 1]!.seq + 1);
  return gap < 0 ? lines : lines.slice(0, gap);
}

/** Receipts that reach further than the newest one speak of lines that the server has no more. */
function receiptsWith(held: readonly HeldReceipt[], receipt: ReceiptRead): readonly HeldReceipt[] {
  if (receipt.kind === 'doubtful') return held;
  if (receipt.kind === 'none') return [];
  const { seq, received } = receipt.says;
  const still = held.filter((each) => each.seq <= seq);
  return seq === 0 || still.at(-1)?.seq === seq ? still : [...still, { seq, code: receipt.code, received }];
}
