/** Looking at a screen as a person who sees little, and as one whose phone is narrow. With $KARVAN_PICTURES set, pictures are kept there. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env['KARVAN_PICTURES'];

/** In light and dark, axe-core finds nothing on the screen, and nothing must be scrolled sideways. `name` names the pictures. */
export async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await keepPicture(page, `${name}-${colorScheme}`);
    // In the dark nothing but colours is another.
    expect(await axeFinds(page, colorScheme === 'dark' ? ['color-contrast'] : undefined), `axe on ${name} (${colorScheme})`).toEqual([]);
  }
  await fits(page, name);
}

/** Nothing must be scrolled sideways. */
export async function fits(page: Page, name: string): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} is wider than the screen`).toBeLessThanOrEqual(0);
}

/** A picture of what stands on the screen, where pictures are wanted. */
export async function keepPicture(page: Page | undefined, name: string): Promise<void> {
  if (pictures) await page?.screenshot({ path: join(pictures, `${name}.png`) }).catch(() => undefined);
}

/** What axe-core finds, by all of its rules or by some: rule and place. */
export async function axeFinds(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    type Found = { violations: { id: string; nodes: { target: unknown[] }[] }[] };
    const { axe: tool } = globalThis as unknown as { axe: { run: (options: object) => Promise<Found> } };
    const { violations } = await tool.run(runOnly ? { runOnly } : {});
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }, rules);
}
