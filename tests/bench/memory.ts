/** Memory of a page's own process, as the operating system counts it. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Watches all renderers of a browser. `growth`: bytes from the start to the greatest seen, or undefined where the system does not tell. */
export async function watchMemory(page: Page): Promise<() => number | undefined> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: { type: string; id: number }[] };
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const before = sum(renderers);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, sum(renderers))), 100);
  return () => {
    clearInterval(timer);
    return Number.isNaN(before) ? undefined : Math.max(most, sum(renderers)) - before;
  };
}

/** Private and shared pages that are not files: code that is read in on first use is not the film's. */
function sum(processes: readonly number[]): number {
  return processes.reduce((bytes, process) => bytes + bytesOf(process), 0);
}

function bytesOf(process: number): number {
  try {
    const status = readFileSync(`/proc/${process}/status`, 'utf8');
    const lines = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)];
    return lines.reduce((bytes, [, kilobytes]) => bytes + Number(kilobytes) * 1024, 0);
  } catch {
    return Number.NaN;
  }
}
