/** Looking at a screen as a person who sees little, and as one whose phone is narrow. With $KARVAN_PICTURES set, pictures are kept there. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env['KARVAN_PICTURES'];

/** axe-core finds nothing on the screen, and nothing must be scrolled sideways. `name` names the picture. */
export async function look(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
  expect(await axeFinds(page), `axe on ${name}`).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** What axe-core finds: rule and place. */
export async function axeFinds(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { target: unknown[] }[] }[] };
    const { axe: tool } = globalThis as unknown as { axe: { run: () => Promise<Found> } };
    const { violations } = await tool.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}
