/** Memory of a browser's processes, as the operating system counts it. */
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';

/** Bytes more than at the start: the greatest seen, and what stays once garbage is collected in the page and its service worker. */
export type Growth = { readonly most: number; readonly kept: number };

/** Watches the processes of pages and workers from now on, or those of other kinds. Ends with undefined where the system does not tell. */
export async function watchMemory(page: Page, kinds: readonly string[] = ['renderer']): Promise<() => Promise<Growth | undefined>> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  await collectGarbage(page, session);
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const watched = processInfo.filter(({ type }) => kinds.includes(type)).map(({ id }) => id);
  const before = bytesOf(watched);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, bytesOf(watched))), 100);
  return async () => {
    clearInterval(timer);
    await collectGarbage(page, session);
    return Number.isNaN(before) ? undefined : { most: most - before, kept: bytesOf(watched) - before };
  };
}

/** Private and shared pages, but not those of files: code that is read in on first use is not the film's. */
function bytesOf(processes: readonly number[]): number {
  const sizes = processes.map((process) => {
    const lines = [...statusOf(process).matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)];
    return lines.length === 0 ? Number.NaN : lines.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

function statusOf(process: number): string {
  try {
    return readFileSync(`/proc/${process}/status`, 'utf8');
  } catch {
    return '';
  }
}

async function collectGarbage(page: Page, session: CDPSession): Promise<void> {
  await page.requestGC();
  const { targetInfos } = await session.send('Target.getTargets');
  for (const { targetId } of targetInfos.filter(({ type }) => type === 'service_worker')) {
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    const collected = new Promise<void>((resolve) => {
      session.on('Target.receivedMessageFromTarget', ({ message }) => (JSON.parse(message) as { id?: number }).id === 1 && resolve());
    });
    await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }) });
    await collected;
    await session.send('Target.detachFromTarget', { sessionId });
  }
}
