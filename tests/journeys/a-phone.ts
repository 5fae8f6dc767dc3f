/** A phone: a real Chromium on a profile folder of its own, in its own process group, so that it can be killed as a battery pull would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { chromium, needChromium } from '../chromium.ts';

export type Phone = {
  /** The folder with everything that the browser wrote. */
  readonly folder: string;
  /** Starts the browser, if need be, and opens a page. Errors of pages are gathered in `faults`. */
  readonly open: (url: string) => Promise<Page>;
  /** Nobody watches for a while: a browser keeps workers that are watched longer than others. Gives the page that is open then. */
  readonly unwatched: (milliseconds: number) => Promise<Page>;
  /** Closes the browser as a person would. */
  readonly close: () => Promise<void>;
  /** SIGKILL to the whole process group: nothing gets to say goodbye. */
  readonly kill: () => Promise<void>;
  readonly faults: string[];
  /** Closes the browser and removes its folder. */
  readonly end: () => Promise<void>;
};

/** `flags`: of the browser, such as a person's own size of letters. `env`: of its processes. */
export function aPhone(size: { width: number; height: number } = { width: 360, height: 740 }, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Phone {
  const path = needChromium();
  const folder = mkdtempSync(join(tmpdir(), 'karvan-phone-'));
  const faults: string[] = [];
  let child: ChildProcess | undefined;
  let browser: Browser | undefined;

  const start = async () => {
    for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket', 'DevToolsActivePort']) rmSync(join(folder, name), { force: true });
    const args = [...chromium().launch.args, '--headless=new', '--disable-gpu', '--remote-debugging-port=0', '--no-default-browser-check', '--autoplay-policy=no-user-gesture-required', '--mute-audio', '--hide-crash-restore-bubble', QUIET, `--window-size=${size.width},${size.height}`, ...flags, `--user-data-dir=${folder}`, 'about:blank'];
    child = spawn(path, args, { detached: true, stdio: 'ignore', env: { ...process.env, ...env } });
    await watch();
  };
  const watch = async () => {
    browser = await playwright.connectOverCDP(`http://127.0.0.1:${await debuggingPort(folder)}`);
  };
  const listening = (page: Page) => {
    page.setDefaultTimeout(60_000);
    page.removeAllListeners('pageerror');
    page.on('pageerror', (error) => faults.push(String(error)));
    return page;
  };
  const gone = async () => {
    const ended = child;
    await browser?.close().catch(() => undefined);
    [child, browser] = [undefined, undefined];
    if (ended && ended.exitCode === null && ended.signalCode === null) await new Promise((resolve) => ended.once('exit', resolve));
  };
  return {
    folder,
    faults,
    async open(url) {
      if (!browser) await start();
      const context = browser!.contexts()[0]!;
      const page = context.pages()[0] ?? (await context.newPage());
      await page.setViewportSize(size);
      await listening(page).goto(url);
      return page;
    },
    async unwatched(milliseconds) {
      await browser?.close();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      await watch();
      return listening(browser!.contexts()[0]!.pages()[0]!);
    },
    async close() {
      const session = await browser?.newBrowserCDPSession();
      await session?.send('Browser.close').catch(() => undefined);
      await gone();
    },
    async kill() {
      if (child?.pid) process.kill(-child.pid, 'SIGKILL');
      await gone();
    },
    async end() {
      if (child?.pid) process.kill(-child.pid, 'SIGKILL');
      await gone();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Nobody types into its address bar: the two pages kept ready beneath it cost as much as the rest of a start. */
const QUIET = '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup';

async function debuggingPort(folder: string): Promise<number> {
  const file = join(folder, 'DevToolsActivePort');
  for (let tries = 0; tries < 300; tries++) {
    if (existsSync(file)) {
      const [port] = readFileSync(file, 'utf8').split('\n');
      if (port) return Number(port);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the browser did not start');
}
