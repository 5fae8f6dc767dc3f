import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { navigate } from 'wouter/use-browser-location';
import { watchVersion } from '../../../src/app/home/new-version.ts';

const use = vi.hoisted(() => vi.fn().mockResolvedValue(undefined));
vi.mock('virtual:pwa-register', () => ({ registerSW: () => use }));

const reload = vi.fn();
let workers: EventTarget & { controller: object | null };
const takesOver = () => workers.dispatchEvent(new Event('controllerchange'));
/** Goes to another screen as the app's links do. */
const walk = (to: string) => navigate(to);

beforeEach(() => {
  vi.useFakeTimers();
  walk('/');
  use.mockClear();
  reload.mockClear();
  vi.spyOn(location, 'reload').mockImplementation(reload);
  workers = Object.assign(new EventTarget(), { controller: {} });
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: workers });
});
afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

test('a newer version that takes over opens a page anew where no lesson is open', () => {
  watchVersion(() => undefined);
  takesOver();
  expect(reload).toHaveBeenCalledOnce();
});

test('in a lesson nothing is opened anew until the lesson is left', () => {
  walk('/learn/ministry/ethics/1');
  watchVersion(() => undefined);
  takesOver();
  walk('/learn/ministry/ethics/1');
  expect(reload).not.toHaveBeenCalled();
  walk('/course/ministry/ethics');
  expect(reload).toHaveBeenCalledOnce();
});

test('the first version of all interrupts nobody; the one after it is used', () => {
  workers.controller = null;
  watchVersion(() => undefined);
  takesOver();
  expect(reload).not.toHaveBeenCalled();
  takesOver();
  expect(reload).toHaveBeenCalledOnce();
});

test('a version is used once what lies open is sealed, and a page is opened anew though it never takes over', async () => {
  let sealed = () => {};
  watchVersion(() => undefined)(new Promise<void>((resolve) => (sealed = resolve)));
  await vi.advanceTimersByTimeAsync(1000);
  expect(use).not.toHaveBeenCalled();
  sealed();
  await vi.advanceTimersByTimeAsync(0);
  expect(use).toHaveBeenCalledOnce();
  expect(reload).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reload).toHaveBeenCalledOnce();
});
