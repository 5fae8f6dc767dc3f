/** What must be true: of every reply, of what a phone shows after every step, and of everything once all roads were open. */
import { isProblem } from '../../../src/core/problem.ts';
import { learn, noProgress, type Progress } from '../../../src/core/progress.ts';
import type { KeyId, ProfileId, Registration, StatementId } from '../../../src/core/ids.ts';
import { actorOf, registrationIn, statementId, type Statement } from '../../../src/core/xapi/statement.ts';
import { factsOf, progressOf, roadOf } from '../../../src/device/learning.ts';
import { statementsOf as kept } from '../../../src/device/record.ts';
import { linesIn } from '../../../src/server/sync/body.ts';
import { signerOf, unsealText, type Line } from '../../../src/sync/envelope.ts';
import { reachOf } from '../../../src/sync/outbox.ts';
import { openReceipt } from '../../../src/sync/receipt.ts';
import { openReply, type Reply } from '../../../src/sync/reply.ts';
import type { Copy, HeldLine } from './hand.ts';
import type { Answer, Office } from './office.ts';
import type { Scene, Slot } from './play.ts';

/** What the office held of a phone's chain when it replied, in order; and the reply. */
export type Said = { readonly chain: readonly string[]; readonly reply: Reply };

/** Looks at an answer on its way: a reply says no more than what is held at this moment. */
export async function listen(scene: Scene, body: string, answer: Answer | undefined): Promise<Answer | undefined> {
  if (answer?.status !== 200) return answer;
  scene.came.add(body);
  scene.broken ??= await untrueIn(scene, body, answer.body);
  return answer;
}

async function untrueIn({ stage, said, backups }: Scene, body: string, text: string): Promise<string | undefined> {
  const kid = signerOf((await unsealText(body, (id) => stage.serverKeys.seal.get(id)))!)!;
  const receiptKeys = [stage.serverKeys.receipt.public];
  const reply = await openReply(text, stage.keys.find((each) => each.known.kid === kid)!.agree, receiptKeys);
  if (isProblem(reply)) return `a reply cannot be opened: ${reply.detail}`;
  const receipt = reply.receipt === undefined ? undefined : await openReceipt(reply.receipt, receiptKeys);
  const chain = chainTo(stage.office, stage.office.linesOf(kid), receipt ?? { seq: 0, hash: '' });
  if (!chain) return `a receipt says ${receipt?.seq}, and not all lines up to there are held`;
  const saved = reply.backedUpThrough ?? 0;
  if (saved > 0 && !backups.some((copy) => linesOf(copy, kid) >= saved)) return `a reply says that ${saved} lines lie in a backup, and in none they do`;
  const key = `${kid} ${reply.order}`;
  said.set(key, [...(said.get(key) ?? []), { chain, reply }]);
  return undefined;
}

/** What a phone shows must be so; what it called saved must be there. */
export async function brokenOn(scene: Scene, slot: Slot): Promise<string | undefined> {
  const { phone, mine } = slot;
  const open = phone.open();
  const here = (await kept(open)).map(({ s }) => String(statementId(s)));
  const ids = new Set(here);
  const lost = [...mine].find((id) => !ids.has(id));
  if (lost !== undefined) return `the phone has lost ${lost}, which it called saved`;
  if (ids.size !== here.length) return 'the phone has a statement twice';
  const { heard } = await factsOf(open);
  if (heard === undefined) return untrueShown(scene, slot, undefined);
  // An office that was set back, and whose clock was too, gives a number once more: which of the two replies the phone heard is not written there.
  const said = scene.said.get(`${phone.kid} ${heard}`) ?? [];
  if (said.length === 0) return `nobody said what the phone heard as ${heard}`;
  const untrue = await Promise.all(said.map((each) => untrueShown(scene, slot, each)));
  return untrue.includes(undefined) ? undefined : untrue[0];
}

/** What stands on a phone's road page and is not so, after the reply that it heard last. */
async function untrueShown({ isRestored }: Scene, { phone, offered, handed, isSetBack }: Slot, heard: Said | undefined): Promise<string | undefined> {
  const held = new Set(heard?.chain);
  const unread = await phone.db.replies.toArray();
  for (const { statementId: id, stage } of await roadOf(phone.open())) {
    const isHeld = held.has(id);
    const isShown = stage.kind !== 'phone' && stage.kind !== 'carried' && stage.kind !== 'sent';
    // A phone that was set back and cannot tell whether the office's further lines follow its own says less than is true, and sends them again.
    if (isShown !== isHeld && (isShown || !isSetBack)) return `${id} is shown as ${stage.kind}, and at its last contact the office ${isHeld ? 'held' : 'did not hold'} it`;
    if ('by' in stage && stage.kind !== 'carried' && !heard?.reply.decisions.some(({ kind, at }) => kind === stage.kind && at === stage.at)) return `${id} is shown as ${stage.kind}, and nobody said so`;
    if (stage.kind === 'sent' && unread.length === 0) return `${id} is shown as sent, and no reply lies there`;
    if (stage.kind === 'carried' && !offered.has(id)) return `${id} is shown as carried, and was never handed over`;
    if (stage.kind === 'phone' && handed.has(id) && !isSetBack && !isRestored) return `${id} was handed over, and is shown as on this phone`;
  }
  return undefined;
}

/** `open`: opens all roads. Gives what is wrong after that. */
export async function brokenAtEnd(scene: Scene, open: () => Promise<string | undefined>): Promise<string | undefined> {
  const { slots, stage } = scene;
  const before = await everywhere(scene);
  const waits = await open();
  if (waits !== undefined) return waits;
  if (scene.broken !== undefined) return scene.broken;
  const held = stage.office.lines();
  const statements = statementsIn(stage.office, held);
  const missing = [...before].find((id) => !statements.has(id));
  if (missing !== undefined) return `${missing} was somewhere, and is not held`;
  const foreign = held.find((line) => line.kid !== line.by || (line.statement !== null && actorOf(statements.get(line.statement)!) !== line.profile));
  if (foreign) return `${foreign.statement} lies under somebody else`;
  for (const slot of slots.values()) {
    const broken = (await brokenOn(scene, slot)) ?? (await brokenChain(stage.office, held, slot));
    if (broken !== undefined) return broken;
  }
  return (await brokenProgress(scene, statements)) ?? (await brokenByRepeats(scene, held));
}

/** All statements that lie on a phone, with a carrier or in the office. What only a lost phone had is nowhere. */
async function everywhere(scene: Scene): Promise<ReadonlySet<string>> {
  const { slots, carriers, stage, inside } = scene;
  const all = new Set<string>(statementsIn(stage.office, stage.office.lines()).keys());
  for (const { phone } of slots.values()) for (const { s } of await kept(phone.open())) all.add(String(statementId(s)));
  for (const { db } of [...carriers, ...[...slots.values()].map(({ phone }) => phone)]) {
    for (const { jwe } of await db.carried.toArray()) if (!isNobodys(scene, jwe)) for (const id of inside.get(jwe)?.ids ?? []) all.add(id);
  }
  return all;
}

/** Whether an envelope that was handed over is of a phone that is gone and unknown to the office. */
export function isNobodys({ inside, slots, stage }: Pick<Scene, 'inside' | 'slots' | 'stage'>, jwe: string): boolean {
  const kid = inside.get(jwe)?.kid;
  return kid !== undefined && stage.office.tip(kid) === undefined && ![...slots.values()].some(({ phone }) => phone.kid === kid);
}

/** The office's chain of a phone ends where the phone's does, and holds all of its lines, once and in their order. */
async function brokenChain(office: Office, held: readonly HeldLine[], { phone, isSetBack }: Slot): Promise<string | undefined> {
  const own = ofPhone(held, phone.kid);
  const open = phone.open();
  const [facts, row, tip] = [await factsOf(open), (await phone.db.profiles.get(open.id))!, office.tip(phone.kid)!];
  if (row.seq !== tip.seq || row.hash !== tip.hash) return `the phone's chain ends with ${row.seq}, the office's with ${tip.seq}`;
  if (reachOf(facts) !== row.seq) return `the phone's newest receipt says ${reachOf(facts)} of ${row.seq}`;
  const chain = chainTo(office, own, tip);
  if (!chain) return 'the chain is not whole';
  const ids = (await kept(open)).map(({ s }) => String(statementId(s)));
  const missing = ids.find((id) => !chain.includes(id));
  if (missing !== undefined) return `${missing} is missing in the chain`;
  // What a phone that was set back wrote again after the office's end may also come by somebody who carries it from before: one statement, two lines.
  if (isSetBack) return undefined;
  if (chain.some((id, n) => id !== ids[n])) return 'lines of the phone stand in another order';
  if (chain.length !== ids.length || own.length !== ids.length) return `the phone has ${ids.length} lines, the office ${own.length}, and ${chain.length} in the chain`;
  const odd = own.find((line) => line.note !== null && ofChain.has(line.note));
  return odd && `line ${odd.seq} is noted as ${odd.note}`;
}

const ofChain: ReadonlySet<string> = new Set(['malformed', 'foreign-actor', 'conflict', 'fork', 'chain', 'unsigned']);

/** On every phone of a person, and in the office, stands what all statements of that person together say. */
async function brokenProgress({ slots, stage }: Scene, statements: ReadonlyMap<string, Statement>): Promise<string | undefined> {
  const expected = new Map<Registration, Progress>();
  for (const s of statements.values()) {
    const registration = registrationIn(s)!;
    expected.set(registration, learn(expected.get(registration) ?? noProgress, s));
  }
  const completions = stage.office.completions();
  for (const [registration, progress] of expected) {
    const row = completions.find((each) => each.registration === registration);
    if (!isSame(row && (JSON.parse(row.progress) as Progress), progress)) return `the office's progress of ${registration} is not what was learned`;
  }
  const actors = new Map<Registration, ProfileId | undefined>([...statements.values()].map((s) => [registrationIn(s)!, actorOf(s)]));
  for (const { phone } of slots.values()) {
    const shown = await progressOf(phone.open());
    for (const [registration, progress] of expected) {
      if (actors.get(registration) === phone.known.profile && !isSame(shown.get(registration)?.progress, progress)) return `phone ${phone.kid} shows another progress of ${registration} than was learned`;
    }
  }
  return undefined;
}

/** What the office keeps beside the progress itself is no part of it. */
function isSame(a: Progress | undefined, b: Progress): boolean {
  return a !== undefined && plain({ course: a.course, aus: a.aus }) === plain(b);
}

/** What came once and comes again changes nothing. */
async function brokenByRepeats({ stage, came }: Scene, held: readonly HeldLine[]): Promise<string | undefined> {
  const before = [held.length, plain(stage.office.completions())];
  for (const jwe of [...came].slice(0, 1)) await stage.office.ask(jwe);
  const after = [stage.office.lines().length, plain(stage.office.completions())];
  return before.every((each, n) => each === after[n]) ? undefined : 'an envelope that came again changed something';
}

function ofPhone(lines: readonly HeldLine[], kid: KeyId): readonly HeldLine[] {
  return lines.filter((line) => line.kid === kid);
}

/** Statements from the first line to this end, each line named by the next; undefined when one is not there. */
function chainTo(office: Office, lines: readonly HeldLine[], end: { readonly seq: number; readonly hash: string }): readonly string[] | undefined {
  const chain: string[] = [];
  let hash = end.hash;
  for (let seq = end.seq; seq > 0; seq--) {
    const line = lines.find((each) => each.seq === seq && each.digest === hash);
    if (!line) return undefined;
    const { prev, s } = lineOf(office, line);
    chain.push(String(s.id as StatementId));
    hash = prev;
  }
  return hash === '' ? chain.toReversed() : undefined;
}

const read = new Map<string, Line>();

/** A line as it was signed. */
function lineOf(office: Office, { digest, envelope, at }: HeldLine): Line {
  const known = read.get(digest);
  if (known) return known;
  const line = JSON.parse(linesIn(office.jwsOf(envelope))[at]!) as Line;
  if (read.size > 10_000) read.clear();
  read.set(digest, line);
  return line;
}

function statementsIn(office: Office, lines: readonly HeldLine[]): ReadonlyMap<string, Statement> {
  return new Map(lines.flatMap((line) => (line.statement === null ? [] : [[line.statement as string, lineOf(office, line).s] as const])));
}

/** Up to where a backup has every line of a phone. */
function linesOf(copy: Copy, kid: KeyId): number {
  const seqs = new Set(copy.get('line')!.filter((row) => row['kid'] === kid).map((row) => row['seq']));
  let seq = 0;
  while (seqs.has(seq + 1)) seq++;
  return seq;
}

/** Text that is the same for the same values, whatever the order of their names. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_name, held: unknown) => (held !== null && typeof held === 'object' && !Array.isArray(held) ? Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1))) : held));
}
