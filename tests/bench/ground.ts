/** Where a measurement in the browser takes place: a folder with the built pages, the host that serves it, fresh browsers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { aPhone } from '../journeys/a-phone.ts';
import { startPart } from './part.ts';

export type Ground = { readonly folder: string; readonly origin: () => Promise<string>; readonly end: () => Promise<void> };

/** Builds the pages into a new folder. What is in it when `origin` is first asked for is served. */
export async function aGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'karvan-bench-'));
  const input = { page: join(import.meta.dirname, 'page.html'), sw: join(import.meta.dirname, 'sw.ts') };
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: false, target: 'es2022', rolldownOptions: { input, output: { entryFileNames: '[name].js' } } },
  });
  let host: ReturnType<typeof startPart> | undefined;
  let origin: string | undefined;
  return {
    folder,
    origin: async () => {
      host ??= startPart('host', [folder]);
      return (origin ??= `http://localhost:${(await host.said<{ port: number }>()).port}`);
    },
    end: async () => {
      await host?.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A page in a browser that never ran before; browser and profile are gone afterwards. */
export async function inFreshBrowser<T>(ground: Ground, work: (page: Page) => Promise<T>): Promise<T> {
  const phone = aPhone();
  try {
    const page = await phone.open(`${await ground.origin()}/page.html`);
    await page.waitForFunction(() => 'bench' in globalThis);
    const result = await work(page);
    if (phone.faults.length > 0) throw new Error(phone.faults.join('\n'));
    return result;
  } finally {
    await phone.end();
  }
}

export function browserName(page: Page): string {
  return `Chromium ${page.context().browser()?.version() ?? 'unknown'}`;
}
