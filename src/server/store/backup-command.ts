/** `karvan backup` and `karvan restore`. */
import { parseArgs } from 'node:util';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

export type Where = { readonly data: string; readonly now: () => number; readonly print: (line: string) => void };

/** Gives the exit code: 0 done, 1 not done and nothing changed, 2 typed wrongly. */
export async function backupCommand(args: readonly string[], { data, now, print }: Where): Promise<number> {
  const typed = parse(args, { packs: { type: 'boolean' } });
  if (!typed) return wrong(print, 'karvan backup <new folder> [--packs]');
  const list = await backup(data, typed.folder, { hasPacks: typed.values['packs'] === true, now: now() });
  if (typeof list === 'string') return failed(print, list);
  const bytes = list.files.reduce((sum, file) => sum + file.size, 0);
  print(`${list.files.length} files, ${(bytes / 1_000_000).toFixed(1)} MB, in ${typed.folder}. It holds the server’s keys and what people learned: keep it where only you can read it.`);
  if (!list.hasPacks && list.packs.length > 0) print(`${list.packs.length} packs are named in it, not contained (--packs takes them along).`);
  return 0;
}

/** `--data`: the folder to restore to, otherwise that of the server. */
export async function restoreCommand(args: readonly string[], { data, now, print }: Where): Promise<number> {
  const typed = parse(args, { data: { type: 'string' }, force: { type: 'boolean' } });
  if (!typed) return wrong(print, 'karvan restore <backup folder> [--data <folder>] [--force]');
  const to = typeof typed.values['data'] === 'string' ? typed.values['data'] : data;
  const restored = await restore(typed.folder, to, { mayReplace: typed.values['force'] === true, now: now() });
  if (typeof restored === 'string') return failed(print, restored);
  print(`${to} is as it was on ${restored.list.made}. Phones that sent something since then will send it again.`);
  if (restored.before !== undefined) print(`What was there until now lies in ${restored.before}.`);
  for (const { course, release, edition } of restored.missing) print(`The files of ${course}, release ${release} (${edition.slice(0, 12)}…) are not there: publish it again.`);
  return 0;
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse(args: readonly string[], options: Options): { readonly folder: string; readonly values: Readonly<Record<string, unknown>> } | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [folder, more] = positionals;
    return folder === undefined || more !== undefined ? undefined : { folder, values };
  } catch {
    return undefined;
  }
}

function failed(print: Where['print'], sentence: string): number {
  print(sentence);
  return 1;
}

function wrong(print: Where['print'], usage: string): number {
  print(usage);
  return 2;
}
