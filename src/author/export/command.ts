import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PACK_FILE_ENDING } from '../../pack/archive.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE, TRUST_FILE } from '../../pack/layout.ts';
import { writeZip, zipSize, type Source } from '../../pack/zip.ts';
import { isWrong, readArguments, type Ending } from '../arguments.ts';
import { spoken } from '../check/sizes.ts';
import { progressBar } from '../progress.ts';
import { trustAt } from '../verify/trusted.ts';
import type { World } from '../world.ts';

/** `karvan export`: a built pack as one file to carry. It holds the same bytes; any unzip program opens it. */
export async function exportPack(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<pack folder>'], ['out', 'trust']);
  if (isWrong(given)) return given;
  const folder = given.names[0]!.replace(/[/\\]+$/, '');
  const out = given.options['out'] ?? `${folder}${PACK_FILE_ENDING}`;
  const trust = given.options['trust'] === undefined ? undefined : await trustAt(given.options['trust'], world);
  if (trust && 'what' in trust) {
    world.err(`karvan export: ${trust.what}\n    ${trust.mend}\n`);
    return 1;
  }
  const [manifest, signature, bytes] = await Promise.all([sourceAt(folder, MANIFEST_FILE), sourceAt(folder, SIGNATURE_FILE), sourceAt(folder, BYTES_FILE)]);
  // Beside a language layer that its course's publisher agreed to.
  const endorsement = await sourceAt(folder, ENDORSEMENT_FILE).catch(() => undefined);
  const sources = [manifest, signature, ...(trust ? [sourceOf(TRUST_FILE, new TextEncoder().encode(JSON.stringify(trust.file)))] : []), ...(endorsement ? [endorsement] : []), bytes];
  const size = zipSize(sources);
  const bar = progressBar('Writing', size, world);
  // Under another name until it is whole: what was interrupted is never taken for a pack.
  const unfinished = `${out}.part`;
  try {
    const file = await open(unfinished, 'w');
    await writeZip(sources, async (part, at) => {
      await file.write(part, 0, part.length, at);
      bar.done(part.length);
    }).finally(() => file.close());
    await rename(unfinished, out);
  } finally {
    bar.end();
    await rm(unfinished, { force: true });
  }
  world.out(`${spoken(size)}, for any stick or phone`);
  world.out(out);
  return 0;
}

function sourceOf(name: string, bytes: Uint8Array<ArrayBuffer>): Source {
  return {
    name,
    size: bytes.length,
    async *parts() {
      yield bytes;
    },
  };
}

async function sourceAt(folder: string, name: string): Promise<Source> {
  const path = join(folder, name);
  const { size } = await stat(path);
  return { name, size, parts: () => createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array<ArrayBuffer>> };
}
