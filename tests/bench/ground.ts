/** Where a measurement in the browser takes place: a folder with the built pages, the host that serves it, fresh browsers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { aPhone } from '../journeys/a-phone.ts';
import { leavingNothing } from './leaving.ts';
import { startPart, type Part } from './part.ts';

export type Ground = { readonly folder: string; readonly origin: () => Promise<string> };

/** Works on a new folder with the built pages. What is in it when `origin` is first asked for is served. */
export async function onGround<T>(work: (ground: Ground) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'karvan-bench-'));
  let host: Part | undefined;
  let origin: Promise<string> | undefined;
  const serve = async () => {
    host = startPart('host', [folder]);
    return `http://localhost:${(await host.said<{ port: number }>()).port}`;
  };
  const undo = async () => {
    rmSync(folder, { recursive: true, force: true });
    await host?.end();
  };
  return leavingNothing(undo, async () => {
    await buildPages(folder);
    return work({ folder, origin: () => (origin ??= serve()) });
  });
}

/** A page in a browser that never ran before; browser and profile are gone afterwards. */
export async function inFreshBrowser<T>(ground: Ground, work: (page: Page) => Promise<T>): Promise<T> {
  const phone = aPhone();
  return leavingNothing(phone.end, async () => {
    const page = await phone.open(`${await ground.origin()}/page.html`);
    await page.waitForFunction(() => 'bench' in globalThis);
    const result = await work(page);
    if (phone.faults.length > 0) throw new Error(phone.faults.join('\n'));
    return result;
  });
}

export function browserName(page: Page): string {
  return `Chromium ${page.context().browser()?.version() ?? 'unknown'}`;
}

async function buildPages(folder: string): Promise<void> {
  const input = { page: join(import.meta.dirname, 'page.html'), sw: join(import.meta.dirname, 'sw.ts') };
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: false, target: 'es2022', rolldownOptions: { input, output: { entryFileNames: '[name].js' } } },
  });
}
