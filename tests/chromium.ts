/** The browser that tests use: $CHROME, then the system's Chrome or Chromium (they play H.264), then Playwright's own. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium as playwright } from 'playwright-core';

export type Browser = { readonly path: string | undefined; readonly launch: { executablePath?: string; args: string[] } };

export function chromium(): Browser {
  const path = [process.env['CHROME'], ...names.map(onPath), ...fixed, playwrightsOwn()].find((each) => each && existsSync(each));
  // Without these Chromium looks up its maker's hosts at every start; a sandbox cannot be had as root.
  const args = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return { path, launch: path ? { executablePath: path, args } : { args } };
}

/** The browser's path, or an error that says what to type. */
export function needChromium(): string {
  const { path } = chromium();
  if (!path) throw new Error('No Chrome or Chromium was found. Type: npx playwright-core install chromium   (or set CHROME to the path of one)');
  return path;
}

const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
const fixed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function onPath(name: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function playwrightsOwn(): string | undefined {
  try {
    return playwright.executablePath();
  } catch {
    return undefined;
  }
}
