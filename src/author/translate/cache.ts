/** What engines answered, by content: nobody asks, waits or pays for the same text twice. A line an answer, added at the end. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';

export type Cache = { readonly get: (key: string) => string | undefined; readonly add: (answers: ReadonlyMap<string, string>) => Promise<void> };

const rowSchema = v.tuple([v.string(), v.string()]);

export function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

export async function openCache(path: string): Promise<Cache> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const held = new Map(text.split('\n').flatMap(answerIn));
  // A run that was killed may have left half a line: what follows begins on one of its own.
  let lead = text === '' || text.endsWith('\n') ? '' : '\n';
  return {
    get: (key) => held.get(key),
    add: async (answers) => {
      for (const [key, answer] of answers) held.set(key, answer);
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, lead + [...answers].map((row) => `${JSON.stringify(row)}\n`).join(''));
      lead = '';
    },
  };
}

function answerIn(row: string): readonly (readonly [string, string])[] {
  try {
    const parsed = v.safeParse(rowSchema, JSON.parse(row));
    return parsed.success ? [parsed.output] : [];
  } catch {
    return [];
  }
}
