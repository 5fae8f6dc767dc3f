/** The author's commands by their first word, and how they end: 0 good, 1 faults found, 2 typed wrongly. */
import { wrong, type Ending } from './arguments.ts';
import { build } from './build/command.ts';
import { captions } from './captions/command.ts';
import { check } from './check/command.ts';
import { exportPack } from './export/command.ts';
import { nearest } from './fault.ts';
import { keys } from './keys/command.ts';
import { layer } from './layer/command.ts';
import { locale } from './locale/command.ts';
import { makeCourse } from './new/command.ts';
import { publish } from './publish/command.ts';
import { review } from './review/command.ts';
import { speak } from './speak/command.ts';
import { translate } from './translate/command.ts';
import { usageOf } from './usage.ts';
import { verify } from './verify/command.ts';
import type { World } from './world.ts';

const commands: { readonly [word: string]: (args: readonly string[], world: World) => Promise<Ending> } = { new: makeCourse, check, build, verify, publish, export: exportPack, keys, captions, speak, translate, review, layer, locale };

/** Runs a command and gives its exit code. Whatever a disk, a person or a network can do wrong ends in a sentence. */
export async function run(args: readonly string[], world: World): Promise<0 | 1 | 2> {
  const [word, ...rest] = args;
  if (word === 'help' || args.includes('--help') || args.includes('-h')) {
    world.out(word === 'help' ? usageOf(rest[0]) : usageOf(word));
    return 0;
  }
  const command = word === undefined ? undefined : Object.hasOwn(commands, word) ? commands[word] : undefined;
  const meant = command || word === undefined ? word : nearest(word, Object.keys(commands));
  const ending = command ? await command(rest, world).catch(saidOrThrown(word!, world)) : unknown(word, meant);
  if (typeof ending === 'number') return ending;
  world.err(`karvan: ${ending.what}\n\n${usageOf(meant)}`);
  return 2;
}

function unknown(word: string | undefined, meant: string | undefined): Ending {
  if (word === undefined) return wrong('say what to do');
  return wrong(`there is no command “${word}”${meant ? `; did you mean ${meant}?` : ''}`);
}

/** Faults of disks and rights are sentences; anything else is a mistake of ours and is thrown on. */
function saidOrThrown(word: string, world: World): (error: unknown) => 1 {
  return (error) => {
    const { code, path, message } = error as NodeJS.ErrnoException;
    const why = code === undefined ? undefined : reasons[code];
    if (why === undefined) throw error;
    world.err(`karvan ${word}: ${path ?? message}: ${why}\n`);
    return 1;
  };
}

const reasons: { readonly [code: string]: string } = {
  EACCES: 'this account may not do that here',
  EPERM: 'this account may not do that here',
  EROFS: 'this disk cannot be written to',
  ENOSPC: 'there is no room left on the disk; nothing was written',
  EDQUOT: 'your share of the disk is used up; nothing was written',
  ENOENT: 'is not there',
  ENOTDIR: 'is not a folder',
  EISDIR: 'is a folder',
  EEXIST: 'is there already',
  ELOOP: 'is a symbolic link',
  EIO: 'the disk failed while reading or writing',
  EMFILE: 'too many files are open',
};
