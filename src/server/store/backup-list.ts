/** What lies in a backup, and the proof that it still does. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';

/** `backup.json`. Written last: a folder without it is no backup. */
export const BACKUP_LIST = 'backup.json';
export const DATABASE = 'karvan.db';
/** The setting that names the last envelope in the newest backup. */
export const BACKED_UP = 'backed-up';

/** A path below the backup: no way out of it, and nothing that means something else on another system. */
const path = v.pipe(v.string(), v.maxLength(500), v.regex(/^(?!.*(^|\/)\.{1,2}(\/|$))[^\\:*?"<>|\p{Cc}/]+(\/[^\\:*?"<>|\p{Cc}/]+)*$/u));
const listSchema = v.object({
  karvan: v.literal(1),
  /** When the snapshot was taken, ISO 8601 UTC. */
  made: v.string(),
  files: v.array(v.object({ path, size: v.number(), sha256: v.string() })),
  /** Editions that the catalogue knows. Their files are in the backup only when `hasPacks`: they can be published again. */
  packs: v.array(v.object({ course: v.string(), edition: v.string(), release: v.number() })),
  hasPacks: v.boolean(),
});
export type BackupList = v.InferOutput<typeof listSchema>;

/** The list of a backup whose files are all there and as they were written; else a sentence saying what is wrong. */
export async function readBackup(folder: string): Promise<BackupList | string> {
  const text = await readFile(join(folder, BACKUP_LIST), 'utf8').catch(() => undefined);
  if (text === undefined) return `${folder} holds no backup: ${BACKUP_LIST} is missing.`;
  const parsed = v.safeParse(listSchema, jsonOf(text));
  if (!parsed.success) return `${join(folder, BACKUP_LIST)} is damaged, or of a newer Karvan.`;
  if (!parsed.output.files.some((file) => file.path === DATABASE)) return `${folder} holds no backup: ${DATABASE} is not in its list.`;
  for (const file of parsed.output.files) {
    const found = await digestOfFile(join(folder, file.path)).catch(() => undefined);
    if (!found) return `${file.path} is missing in the backup.`;
    if (found.sha256 !== file.sha256 || found.size !== file.size) return `${file.path} is damaged in the backup.`;
  }
  return parsed.output;
}

/** SHA-256 and size, read once and piece by piece. */
export async function digestOfFile(file: string): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(createReadStream(file), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      size += piece.length;
      hash.update(piece);
    }
  });
  return { size, sha256: hash.digest('hex') };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
