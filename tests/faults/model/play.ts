/**
 * Plays a history with the real functions of device, sync and server, looks after every step whether what is shown is true, opens all
 * roads at its end and looks whether everything has arrived. Built by a-build.ts: `quick` with a hash for signatures and databases in
 * memory, or as a phone and a server have it.
 */
import type { KeyId } from '../../../src/core/ids.ts';
import { batchesOf, dropBatch, repliesFile, takeCarried, workFile } from '../../../src/device/carry.ts';
import { drain } from '../../../src/device/drain.ts';
import { askReply, closeEnvelope } from '../../../src/device/envelopes.ts';
import { noteHandedOver, packWork } from '../../../src/device/handover.ts';
import { isUnknownToServer } from '../../../src/device/learning.ts';
import { record, statementsOf as kept } from '../../../src/device/record.ts';
import { settleReplies } from '../../../src/device/settle.ts';
import { statementId } from '../../../src/core/xapi/statement.ts';
import type { Db } from '../../../src/device/db.ts';
import type { Fall, History, Road, Step } from './history.ts';
import { edition, people } from './course.ts';
import type { Copy } from './hand.ts';
import { aPhone, copyDb, falling, roadTo, setBackDb, statementsOf, type DbCopy, type Keys, type Phone } from './phones.ts';
import { brokenAtEnd, brokenOn, isNobodys, listen, type Said } from './truth.ts';
import type { Stage } from './stage.ts';

/** A learner's phone in a history. `mine`: what it called saved. `offered`: what lay in a file of work; `handed`: what was noted as handed over. `hasBag`: it took in somebody's work. */
export type Slot = { readonly person: string; readonly keys: Keys; phone: Phone; mine: Set<string>; offered: Set<string>; handed: Set<string>; isSetBack: boolean; hasBag: boolean; copies: { readonly db: DbCopy; readonly mine: Set<string> }[]; skew: number };
type Carrier = { readonly db: Db };
export type Scene = {
  readonly stage: Stage;
  readonly slots: Map<number, Slot>;
  readonly carriers: readonly Carrier[];
  readonly files: string[];
  readonly backups: Copy[];
  /** What replies said, by key of the phone and order. */
  readonly said: Map<string, readonly Said[]>;
  /** Whose envelopes were handed over, and the statements in them. */
  readonly inside: Map<string, { readonly kid: KeyId; readonly ids: readonly string[] }>;
  /** Envelopes that were answered, since the office was last set back. */
  readonly came: Set<string>;
  readonly newId: () => string;
  isRestored: boolean;
  /** How many phones ever joined, also those that are gone. */
  joined: number;
  /** The first promise that was broken. */
  broken: string | undefined;
};

/** The first promise that a history breaks, with the step after which it was broken; undefined when all hold. */
export async function play(stage: Stage, history: History): Promise<string | undefined> {
  const scene = await begin(stage);
  for (const [n, step] of history.entries()) {
    try {
      await take(scene, step);
      const slot = 'phone' in step ? scene.slots.get(step.phone) : undefined;
      if (slot) scene.broken ??= await brokenOn(scene, slot);
    } catch (error) {
      scene.broken ??= `it threw ${error instanceof Error ? error.stack : JSON.stringify(error)}`;
    }
    if (scene.broken !== undefined) return `after step ${n + 1}: ${scene.broken}`;
  }
  try {
    const ends = await brokenAtEnd(scene, () => openAllRoads(scene));
    return ends === undefined ? undefined : `with all roads open: ${ends}`;
  } catch (error) {
    return `with all roads open it threw ${error instanceof Error ? error.stack : JSON.stringify(error)}`;
  }
}

async function begin(stage: Stage): Promise<Scene> {
  await stage.office.anew();
  let ids = 0;
  const newId = () => `0190b000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`;
  return { stage, slots: new Map(), carriers: [{ db: stage.newDb() }, { db: stage.newDb() }], files: [], backups: [], said: new Map(), inside: new Map(), came: new Set(), newId, joined: 0, isRestored: false, broken: undefined };
}

async function take(scene: Scene, step: Step): Promise<void> {
  const { stage, carriers, files, backups } = scene;
  const { office } = stage;
  switch (step.kind) {
    case 'learn':
      return learn(scene, await slotOf(scene, step.phone), step.deed, step.fall);
    case 'contact':
      return contact(scene, await slotOf(scene, step.phone), step);
    case 'read': {
      const slot = await slotOf(scene, step.phone);
      await mayFall(slot, step.fall, () => settleReplies(slot.phone.open(), stage.trust));
      return;
    }
    case 'hand':
      return hand(scene, await slotOf(scene, step.phone), step.to, step.fall);
    case 'take': {
      const file = files.at(-1 - step.file);
      if (file === undefined) return;
      if ('carrier' in step.by) return takeIn(scene, carriers[step.by.carrier]!.db, file);
      const slot = await slotOf(scene, step.by.phone);
      slot.hasBag = true;
      return takeIn(scene, slot.phone.db, file);
    }
    case 'carry': {
      const { db } = carriers[step.carrier]!;
      await falling(db, step.fall, async () => void (await drain(db, road(scene, step.road), carrierWorld(scene))));
      return;
    }
    case 'give': {
      const given = await repliesOf(scene, carriers[step.carrier]!);
      files.push(...given);
      if (step.to === undefined) return;
      const slot = await slotOf(scene, step.to);
      for (const file of given) await takeIn(scene, slot.phone.db, file);
      await settleReplies(slot.phone.open(), stage.trust);
      scene.broken ??= await brokenOn(scene, slot);
      return;
    }
    case 'pass': {
      const { db } = carriers[step.carrier]!;
      for (const { id } of await batchesOf(db)) files.push(...[await workFile(db, id, carrierWorld(scene))].filter((file) => file !== undefined));
      return;
    }
    case 'drop': {
      const { db } = carriers[step.carrier]!;
      const [newest] = await batchesOf(db);
      if (newest) await dropBatch(db, newest.id);
      return;
    }
    case 'copy': {
      const slot = await slotOf(scene, step.phone);
      slot.copies.push({ db: await copyDb(slot.phone.db), mine: new Set(slot.mine) });
      return;
    }
    case 'set-back': {
      const slot = await slotOf(scene, step.phone);
      const copy = slot.copies.at(-1 - step.copy);
      if (!copy) return;
      await setBackDb(slot.phone.db, copy.db);
      Object.assign(slot, { mine: new Set(copy.mine), isSetBack: true });
      return slot.phone.reopen();
    }
    case 'fresh': {
      if (scene.joined < stage.keys.length) scene.slots.set(step.phone, await aSlot(scene, step.phone));
      return;
    }
    case 'join-again':
      return void (await joinAgain(scene, await slotOf(scene, step.phone)));
    case 'clock':
      (await slotOf(scene, step.phone)).skew += step.hours * 3_600_000;
      return;
    case 'later':
      office.clock.at += LATER;
      return;
    case 'office-clock':
      office.clock.off += step.hours * 3_600_000;
      return;
    case 'restart':
      return office.start();
    case 'backup':
      backups.push(office.backup());
      return;
    case 'restore': {
      const copy = backups.at(-1 - step.copy);
      if (!copy) return;
      scene.isRestored = true;
      scene.came.clear();
      return office.restore(copy);
    }
    case 'decide': {
      const { phone } = await slotOf(scene, step.phone);
      const go = office.completions().findLast(({ profile }) => profile === phone.known.profile);
      if (go) await office.decide(go.registration, scene.newId(), step.says);
      return;
    }
  }
}

/** Past any wait. */
const LATER = 7 * 3_600_000;

async function slotOf(scene: Scene, n: number): Promise<Slot> {
  const slot = scene.slots.get(n) ?? (await aSlot(scene, n));
  scene.slots.set(n, slot);
  return slot;
}

/** A new phone that joins. */
async function aSlot(scene: Scene, n: number): Promise<Slot> {
  const { stage, newId } = scene;
  const [person, keys] = [people[n === 2 ? 1 : 0], stage.keys[scene.joined++]!];
  const slot = { person, keys, mine: new Set<string>(), offered: new Set<string>(), handed: new Set<string>(), isSetBack: false, hasBag: false, copies: [], skew: 0 } as unknown as Slot;
  const world = { now: () => stage.office.clock.at + slot.skew, newId };
  slot.phone = await aPhone(stage.newDb(), keys, await stage.office.enrol(person, keys.known, keys.sign), world);
  return slot;
}

/** As the screen lets a person do it: only to whom it says so. */
async function joinAgain({ stage }: Scene, { person, keys, phone }: Slot): Promise<boolean> {
  if (!(await isUnknownToServer(phone.open()))) return false;
  await stage.office.enrol(person, keys.known, keys.sign, phone.known.profile);
  return true;
}

function carrierWorld({ stage, newId }: Scene) {
  return { now: () => stage.office.clock.at, newId };
}

function road(scene: Scene, fates: Road): typeof globalThis.fetch {
  return roadTo(async (body, dies) => listen(scene, body, await scene.stage.office.ask(body, dies)), fates);
}

async function mayFall(slot: Slot, fall: Fall | undefined, work: () => Promise<void>): Promise<boolean> {
  const fell = await falling(slot.phone.db, fall, work);
  if (fell) slot.phone.reopen();
  return fell;
}

async function learn(scene: Scene, slot: Slot, deed: Parameters<typeof statementsOf>[2], fall: Fall | undefined): Promise<void> {
  const { phone, mine } = slot;
  const statements = await statementsOf(phone.open(), phone.world, deed);
  const ids = statements.map((s) => String(statementId(s)));
  const fell = await mayFall(slot, fall, () => record(phone.open(), statements, edition));
  if (!fell) return ids.forEach((id) => mine.add(id));
  // Nobody was told. All of it is there or nothing.
  const held = new Set((await kept(phone.open())).map(({ s }) => String(statementId(s))));
  const count = ids.filter((id) => held.has(id)).length;
  if (count > 0 && count < ids.length) scene.broken ??= `${count} of ${ids.length} lines of one deed are there`;
  if (count === ids.length) ids.forEach((id) => mine.add(id));
}

async function contact(scene: Scene, slot: Slot, { road: fates, isRead, fall }: { road: Road; isRead: boolean; fall?: Fall | undefined }): Promise<void> {
  const { stage } = scene;
  const { db, open, world } = slot.phone;
  await mayFall(slot, fall, async () => {
    await closeEnvelope(open(), stage.seal, world);
    await askReply(open(), stage.seal, world);
    await drain(db, road(scene, fates), world);
    if (isRead) await settleReplies(open(), stage.trust);
  });
}

async function hand(scene: Scene, slot: Slot, to: readonly number[], fall: Fall | undefined): Promise<void> {
  const { db, open, world } = slot.phone;
  await mayFall(slot, fall, async () => {
    const work = await packWork(open(), scene.stage.seal, world);
    const lines = await kept(open());
    scene.files.push(work.text);
    const idsIn = (envelope: number) => lines.filter((line) => line.envelope === envelope).map(({ s }) => String(statementId(s)));
    for (const envelope of work.envelopes) scene.inside.set((await db.envelopes.get(envelope))!.jwe, { kid: slot.phone.kid, ids: idsIn(envelope) });
    for (const carrier of to) await takeIn(scene, scene.carriers[carrier]!.db, work.text);
    const ids = work.envelopes.flatMap(idsIn);
    for (const id of ids) slot.offered.add(id);
    await noteHandedOver(open(), work, 'Anar', world);
    for (const id of ids) slot.handed.add(id);
  });
}

async function takeIn(scene: Scene, db: Db, file: string): Promise<void> {
  await takeCarried(db, [{ size: file.length, text: async () => file } as unknown as Blob], carrierWorld(scene), 'a bag');
}

async function repliesOf(scene: Scene, { db }: Carrier): Promise<readonly string[]> {
  const files = await Promise.all((await batchesOf(db)).map(({ id }) => repliesFile(db, id, carrierWorld(scene))));
  return files.filter((file) => file !== undefined);
}

/** Everybody meets a network, and every carrier meets everybody, until nothing waits. Gives what still waits after so many times. */
async function openAllRoads(scene: Scene): Promise<string | undefined> {
  const { stage, slots, carriers } = scene;
  const { office } = stage;
  const whole = { road: [], isRead: true };
  let waits: string | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    office.clock.at += LATER;
    waits = undefined;
    for (const carrier of carriers) {
      if (!(await carriesSomething(scene, carrier))) continue;
      await drain(carrier.db, road(scene, []), carrierWorld(scene));
      for (const file of await repliesOf(scene, carrier)) for (const { phone } of slots.values()) await takeIn(scene, phone.db, file);
      if (await carriesSomething(scene, carrier)) waits = 'a carrier still has work that nobody takes';
    }
    for (const slot of slots.values()) {
      if (round > 0 && (await waiting(scene, slot)) === undefined) continue;
      await contact(scene, slot, whole);
      if (await joinAgain(scene, slot)) await contact(scene, slot, whole);
      waits = (await waiting(scene, slot)) ?? waits;
    }
    if (waits === undefined) break;
  }
  // What came in after a phone's own last word, by its person's other phone or out of somebody's bag, it hears when it asks again.
  const isLate = (slots.has(0) && slots.has(1)) || [...slots.values()].some(({ hasBag }) => hasBag);
  if (waits === undefined && isLate) for (const slot of slots.values()) await contact(scene, slot, whole);
  return waits;
}

const MOST_ROUNDS = 6;

/** Work of a phone that is gone, and that the office does not know any more, nobody can bring to its person: it stays where it is. */
async function carriesSomething(scene: Scene, { db }: Carrier): Promise<boolean> {
  const rows = await db.carried.where('state').anyOf('waiting', 'unknown').toArray();
  return rows.some(({ jwe }) => !isNobodys(scene, jwe));
}

async function waiting(scene: Scene, { phone }: Slot): Promise<string | undefined> {
  const { db, open } = phone;
  const left = await db.envelopes.toArray();
  const carried = await carriesSomething(scene, { db });
  const lying = await db.records.where('[profile+envelope]').equals([open().id, 0]).count();
  return left.length === 0 && lying === 0 && !carried ? undefined : `phone ${phone.kid} does not come to rest: ${left.length} envelopes, ${lying} lines in none`;
}
