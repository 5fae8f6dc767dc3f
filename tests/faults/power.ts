/**
 * A power cut, as hard as it can be: each file is cut back to what it was when it was last synced, and a file that never was is empty. A
 * kinder disk would have written more by itself. What was overwritten in place stays, so only files that grow are judged rightly.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `env`: for the process whose power will be cut. `cut`: call it when the process is dead; gives how many bytes were lost. */
export type Power = { readonly env: NodeJS.ProcessEnv; readonly cut: (files: readonly string[]) => number };

/** Why the power cannot be cut on this machine; undefined when it can. */
export function whyNoPower(): string | undefined {
  if (process.platform !== 'linux') return 'power cuts are tried on Linux only';
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'power cuts need a C compiler (cc): apt install gcc libc6-dev';
  }
}

/** Files that one power supply keeps alive. `log`: kept over restarts of the process, like the disk itself. */
export function aPower(): Power {
  const folder = mkdtempSync(join(tmpdir(), 'karvan-power-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [shim, log] = [join(folder, 'shim.so'), join(folder, 'log')];
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, join(import.meta.dirname, 'shim.c'), '-ldl']);
  return {
    env: { LD_PRELOAD: shim, KARVAN_POWER_LOG: log },
    cut: (files) => {
      const synced = existsSync(log) ? sizesIn(readFileSync(log, 'utf8')) : new Map<string, number>();
      return files.filter((file) => existsSync(file)).reduce((lost, file) => lost + cutBack(file, synced.get(file) ?? 0), 0);
    },
  };
}

/** By path, the size at the last sync. */
function sizesIn(log: string): ReadonlyMap<string, number> {
  return new Map(log.split('\n').filter(Boolean).map((line) => [line.slice(line.indexOf(' ') + 1), Number(line.slice(0, line.indexOf(' ')))]));
}

function cutBack(file: string, to: number): number {
  const { size } = statSync(file);
  if (size <= to) return 0;
  truncateSync(file, to);
  return size - to;
}

/** The files of a browser's storage that grow: the database's log, values that lie beside it, and files of the origin's own file system. */
export function databaseFiles(folder: string): readonly string[] {
  return ['Default/IndexedDB', 'Default/File System'].flatMap((name) => {
    const at = join(folder, name);
    if (!existsSync(at)) return [];
    return readdirSync(at, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && (entry.name.endsWith('.log') || entry.parentPath.includes('.blob') || /^\d{8}$/.test(entry.name)))
      .map((entry) => join(entry.parentPath, entry.name));
  });
}
