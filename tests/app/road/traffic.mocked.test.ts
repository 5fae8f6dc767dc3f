import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { problem, type Problem } from '../../../src/core/problem.ts';
import type { Db } from '../../../src/device/db.ts';
import type { OpenProfile } from '../../../src/device/profiles.ts';
import type { Trust } from '../../../src/pack/trust.ts';
import { startTraffic, type Traffic } from '../../../src/app/road/traffic.ts';

const device = vi.hoisted(() => ({
  closeEnvelope: vi.fn().mockResolvedValue(undefined),
  askReply: vi.fn().mockResolvedValue(undefined),
  drain: vi.fn().mockResolvedValue({ sent: 0, left: 0 }),
  settleReplies: vi.fn().mockResolvedValue(undefined),
  roadOf: vi.fn().mockResolvedValue([]),
  factsOf: vi.fn().mockResolvedValue({}),
  noteTry: vi.fn().mockResolvedValue(undefined),
}));
vi.mock('../../../src/device/envelopes.ts', () => ({ closeEnvelope: device.closeEnvelope, askReply: device.askReply }));
vi.mock('../../../src/device/drain.ts', () => ({ drain: device.drain }));
vi.mock('../../../src/device/settle.ts', () => ({ settleReplies: device.settleReplies }));
vi.mock('../../../src/device/learning.ts', () => ({ roadOf: device.roadOf, factsOf: device.factsOf }));
vi.mock('../../../src/device/last-try.ts', () => ({ noteTry: device.noteTry }));

const trust = { list: { server: { seal: [{ kid: 'seal' }], receipt: [] } } } as unknown as Trust;
const person = { id: 'profile' } as unknown as OpenProfile;
let opened: OpenProfile | undefined;
let traffic: Traffic;

const start = (renewTrust: () => Promise<Trust | Problem> = () => Promise.resolve(trust)) => {
  traffic = startTraffic({
    db: {} as Db,
    world: { now: () => Date.now(), newId: () => 'id' },
    fetch: globalThis.fetch,
    chance: () => 0.5,
    opened: () => opened,
    trust: () => Promise.resolve(trust),
    renewTrust,
  });
};
const journey = (kind: string, notBefore = 0) => ({ stage: { kind, tries: 1, notBefore } });
/** Lets what is under way come to rest, `ms` later. */
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

// Loaded before: a first loading takes real time, and the clock here is none.
beforeAll(() => import('../../../src/app/road/pass.ts'));
beforeEach(() => {
  vi.useFakeTimers();
  opened = person;
  for (const each of Object.values(device)) each.mockClear();
  device.drain.mockResolvedValue({ sent: 0, left: 0 });
  device.roadOf.mockResolvedValue([]);
  device.factsOf.mockResolvedValue({});
  device.noteTry.mockResolvedValue(undefined);
});
afterEach(() => {
  traffic.stop();
  vi.useRealTimers();
});

test('what waits is sent when Karvan opens, even while the profile is locked', async () => {
  opened = undefined;
  start();
  await after(4_010);
  expect(device.drain).toHaveBeenCalledTimes(1);
  expect(device.closeEnvelope).not.toHaveBeenCalled();
});

test('an answer is sealed after five seconds of quiet, not before and not once for each answer', async () => {
  start();
  await after(4_010);
  device.closeEnvelope.mockClear();
  traffic.saved();
  await after(4_000);
  traffic.saved();
  await after(4_900);
  expect(device.closeEnvelope).not.toHaveBeenCalled();
  await after(200);
  expect(device.closeEnvelope).toHaveBeenCalled();
});

test('what a restored server has no more goes again in a few seconds, not in five minutes', async () => {
  start();
  await after(4_010);
  device.drain.mockClear();
  device.roadOf.mockResolvedValue([journey('phone')]);
  void traffic.go();
  await after(10);
  expect(device.drain).toHaveBeenCalledTimes(1);
  device.roadOf.mockResolvedValue([journey('received')]);
  await after(8_000);
  expect(device.drain).toHaveBeenCalledTimes(2);
  // Negative control: when nothing is owed, or it must wait, nothing is sent meanwhile.
  await after(60_000);
  expect(device.drain).toHaveBeenCalledTimes(2);
  device.roadOf.mockResolvedValue([journey('phone', Date.now() + 3_600_000)]);
  void traffic.go();
  await after(60_000);
  expect(device.drain).toHaveBeenCalledTimes(3);
});

test('hiding the app seals at once', async () => {
  start();
  await after(4_010);
  device.closeEnvelope.mockClear();
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  await after(10);
  expect(device.closeEnvelope).toHaveBeenCalledTimes(1);
  vi.restoreAllMocks();
});

test('a server that does not answer is asked again and again, each time later', async () => {
  device.drain.mockResolvedValue({ sent: 0, left: 1, problem: problem('server-unreachable') });
  start();
  await after(4_010);
  expect(device.drain).toHaveBeenCalledTimes(1);
  await after(15_100);
  expect(device.drain).toHaveBeenCalledTimes(2);
  await after(15_100);
  expect(device.drain).toHaveBeenCalledTimes(2);
  await after(15_100);
  expect(device.drain).toHaveBeenCalledTimes(3);
  await after(24 * 3_600_000);
  expect(device.drain.mock.calls.length).toBeGreaterThan(90);
});

test('"received" is said only of results that had no receipt before and have one now', async () => {
  start();
  await after(4_010);
  device.roadOf.mockResolvedValueOnce([journey('phone'), journey('sent'), journey('received')]).mockResolvedValueOnce([journey('received'), journey('sent'), journey('received')]);
  await expect(traffic.go()).resolves.toEqual({ kind: 'received', count: 1 });
  device.roadOf.mockResolvedValue([journey('sent')]);
  await expect(traffic.go()).resolves.toEqual({ kind: 'sent' });
  device.roadOf.mockResolvedValue([journey('received')]);
  await expect(traffic.go()).resolves.toEqual({ kind: 'nothing' });
});

test('what the worker sends in the background is asked to make way once a page has waited for five seconds, and not by one that waits for nobody', async () => {
  const postMessage = vi.fn();
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: { ready: new Promise(() => {}), controller: { postMessage } } });
  start();
  await after(12_000);
  expect(postMessage).not.toHaveBeenCalled();
  device.drain.mockReturnValueOnce(new Promise(() => {}));
  void traffic.go();
  await after(4900);
  expect(postMessage).not.toHaveBeenCalled();
  await after(200);
  expect(postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'LET_GO' });
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

test('a failure is named, and is never said as received', async () => {
  start();
  await after(4_010);
  device.drain.mockResolvedValue({ sent: 1, left: 1, problem: problem('server-busy') });
  await expect(traffic.go()).resolves.toMatchObject({ kind: 'problem', code: 'server-busy' });
});

test('what is sealed while another pass is sending is sent right after it, not at the next hour', async () => {
  start();
  await after(4_010);
  device.drain.mockClear();
  let finish!: () => void;
  device.drain.mockImplementationOnce(() => new Promise((resolve) => (finish = () => resolve({ sent: 1, left: 0 }))));
  const first = traffic.go();
  await after(10);
  const second = traffic.go();
  const third = traffic.go();
  await after(10);
  expect(device.drain).toHaveBeenCalledTimes(1);
  finish();
  await Promise.all([first, second, third]);
  expect(device.drain).toHaveBeenCalledTimes(2);
  await traffic.go();
  expect(device.drain).toHaveBeenCalledTimes(3);
});

test('two wishes to send at once are one', async () => {
  start();
  await after(4_010);
  device.drain.mockClear();
  await Promise.all([traffic.go(), traffic.go()]);
  expect(device.drain).toHaveBeenCalledTimes(1);
});

test('what is still on the phone is never said to be sent, and its time is named', async () => {
  start();
  await after(4_010);
  device.roadOf.mockResolvedValue([journey('phone', 5_000), journey('sent')]);
  await expect(traffic.go()).resolves.toEqual({ kind: 'held', until: 5_000 });
});

test('a phone that believes no server says so, and not that it sent', async () => {
  start();
  await after(4_010);
  traffic.stop();
  start(() => Promise.resolve(problem('trust-root-changed')));
  device.roadOf.mockResolvedValue([journey('sent')]);
  await expect(traffic.go()).resolves.toMatchObject({ kind: 'problem', code: 'trust-root-changed' });
});

test('an answer that could not be read is named; control: one that was read is not', async () => {
  start();
  await after(4_010);
  device.drain.mockResolvedValue({ sent: 1, left: 1 });
  device.roadOf.mockResolvedValue([journey('phone')]);
  await expect(traffic.go()).resolves.toMatchObject({ code: 'reply-invalid' });
  device.factsOf.mockResolvedValueOnce({ lastContact: '2026-11-24T10:00:00.000Z' }).mockResolvedValueOnce({ lastContact: '2026-11-24T10:05:00.000Z' });
  await expect(traffic.go()).resolves.toMatchObject({ kind: 'held' });
});

test('how the last try went is kept: when, what stood in the way, when the next one is, and by how much the clock is off', async () => {
  start();
  await after(4_010);
  vi.setSystemTime(Date.parse('2026-11-24T13:05:00.000Z'));
  device.drain.mockResolvedValue({ sent: 0, left: 1, problem: problem('server-busy') });
  await traffic.go();
  expect(device.noteTry).toHaveBeenLastCalledWith({}, { at: Date.now(), problem: 'server-busy', next: Date.now() + 15_000 });
  device.drain.mockResolvedValue({ sent: 1, left: 0 });
  device.factsOf.mockResolvedValueOnce({}).mockResolvedValueOnce({ lastContact: '2026-11-24T10:05:00.000Z' });
  await traffic.go();
  expect(device.noteTry).toHaveBeenLastCalledWith({}, { at: Date.now(), problem: undefined, next: Date.now() + 300_000, ahead: 3 * 3_600_000 });
});
