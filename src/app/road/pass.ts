/** One go at sending: seals, sends, reads what came back, and keeps how it went. Comes with the first go, after the first screen. */
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { drain, type DrainResult } from '../../device/drain.ts';
import { askReply } from '../../device/envelopes.ts';
import { noteTry, type LastTry } from '../../device/last-try.ts';
import { factsOf, roadOf } from '../../device/learning.ts';
import type { OpenProfile } from '../../device/profiles.ts';
import { settleReplies } from '../../device/settle.ts';
import type { Trust } from '../../pack/trust.ts';
import { isWaiting } from './queue.ts';
import { sealingKey, type Deps, type Sent } from './traffic.ts';

type Hooks = {
  readonly seal: () => Promise<void>;
  /** It was looked what waits: what is sealed from now on is for the next go. */
  readonly looked: () => void;
  /** In how many milliseconds the next go begins by itself. `owed`: the server lacks what it had before, and it may go at once. */
  readonly nextIn: (went: 'well' | 'failed' | 'owed') => number;
};

/** Sends all that waits and says truly what became of it. */
export async function sendOnce(deps: Deps, { seal, looked, nextIn }: Hooks): Promise<Sent> {
  const open = deps.opened();
  const before = await standingOf(open);
  await seal();
  const asked = open && (await ask(open, deps));
  looked();
  const { sent, problem: met } = await sendHere(deps);
  const heard = deps.world.now();
  // Also while everybody is locked out: a course may have been taken back.
  const trust = await deps.renewTrust();
  const read = open && (await readReplies(open, trust));
  const after = await standingOf(open);
  const isHeard = sent > 0 && after.contact !== before.contact;
  // Whoever is open asks for a reply in every go: one that came and changed nothing could not be believed.
  const stood = met ?? asked ?? read ?? (open && sent > 0 && !isHeard ? problem('reply-invalid') : undefined);
  const ahead = isHeard && after.contact ? { ahead: heard - Date.parse(after.contact) } : {};
  await note(deps, { at: heard, problem: stood?.code, next: deps.world.now() + nextIn(wentHow(after, stood, deps.world.now())), ...ahead });
  return became(before, after, stood);
}

/** Milliseconds that this page waits for the service worker, should that be sending to a server that does not answer. */
const PATIENCE = 5000;

/** What the worker began in the background makes way for whoever looks at the screen: one sends at a time. */
async function sendHere({ db, fetch, world }: Deps): Promise<DrainResult> {
  const late = setTimeout(() => navigator.serviceWorker?.controller?.postMessage({ type: 'LET_GO' }), PATIENCE);
  return drain(db, fetch, world).finally(() => clearTimeout(late));
}

/** What is not received: in all, and how much of it was not even sent, with when it may go. `contact`: the server's time of its newest word. */
type Standing = { readonly waiting: number; readonly here: number; readonly until: number; readonly contact?: string | undefined };

async function standingOf(open: OpenProfile | undefined): Promise<Standing> {
  if (!open) return { waiting: 0, here: 0, until: 0 };
  const stages = (await roadOf(open)).map((each) => each.stage).filter((stage) => isWaiting({ stage }));
  const here = stages.filter((stage) => stage.kind === 'phone');
  return { waiting: stages.length, here: here.length, until: Math.max(0, ...here.map((stage) => stage.notBefore)), contact: (await factsOf(open)).lastContact };
}

function wentHow({ here, until }: Standing, stood: Problem | undefined, now: number): 'well' | 'failed' | 'owed' {
  if (stood) return 'failed';
  return here > 0 && until <= now ? 'owed' : 'well';
}

/** Success is said only of what has its receipt. */
function became(before: Standing, after: Standing, stood: Problem | undefined): Sent {
  const received = Math.max(0, before.waiting - after.waiting);
  if (stood) return received > 0 ? { ...stood, received } : stood;
  if (received > 0) return { kind: 'received', count: received };
  if (after.here > 0) return { kind: 'held', until: after.until };
  return { kind: after.waiting > 0 ? 'sent' : 'nothing' };
}

/** A full phone must not make a failure of what came through. */
async function note({ db }: Deps, news: LastTry): Promise<void> {
  await noteTry(db, news).catch(() => undefined);
}

/** What keeps this phone from asking: it believes no server yet, or no longer this one. */
async function ask(open: OpenProfile, deps: Deps): Promise<Problem | undefined> {
  const trust = await deps.trust();
  if (isProblem(trust)) return trust;
  await askReply(open, sealingKey(trust), deps.world);
  return undefined;
}

async function readReplies(open: OpenProfile, trust: Trust | Problem): Promise<Problem | undefined> {
  if (isProblem(trust)) return trust;
  await settleReplies(open, trust);
  return undefined;
}
