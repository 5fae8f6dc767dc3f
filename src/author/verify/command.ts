import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { packIdOf } from '../../pack/layer.ts';
import { publisherOf } from '../../pack/manifest.ts';
import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { spoken } from '../check/sizes.ts';
import { counted, sayFaults } from '../fault.ts';
import { isKeyFault, keysFolder, publicKeyAt } from '../keys/keys.ts';
import { progressBar } from '../progress.ts';
import type { World } from '../world.ts';
import { trustAt, trustIn } from './trusted.ts';
import { verifyPack, type TrustFor } from './verify.ts';

/** `karvan verify`: reads a built pack back, and says what is wrong or that nothing is. */
export async function verify(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<pack folder>'], ['trust', 'key', 'keys']);
  if (isWrong(given)) return given;
  const { options, names } = given;
  if (options.trust !== undefined && options.key !== undefined) return wrong('give --trust or --key, not both');
  const folder = names[0]!;
  const trustFor = await trustOf(options, world);
  if (typeof trustFor !== 'function') {
    world.err(`karvan verify: ${trustFor.what}\n    ${trustFor.mend}\n`);
    return 1;
  }
  const { size } = await stat(join(folder, 'bytes')).catch(() => ({ size: 0 }));
  const bar = progressBar('Verifying', size, world);
  const { faults, isBelieved, manifest, edition } = await verifyPack(folder, trustFor, bar.done).finally(bar.end);
  sayFaults(faults, world.err);
  if (!manifest || faults.length > 0) {
    world.out(`${counted(faults.length, 'fault')}: do not use this pack.`);
    return 1;
  }
  world.out(`${packIdOf(manifest)}, release ${manifest.release}, issued ${manifest.issued}, ${manifest.files.length} files, ${spoken(size)}`);
  world.out(`edition ${edition}`);
  for (const each of manifest.kind === 'course' ? (manifest.supersedes ?? []) : []) world.out(`corrects the answer key of edition ${each.edition}`);
  if (isBelieved) {
    world.out('The pack is whole and its signature is believed.');
    return 0;
  }
  world.err(`manifest.sig: error: nobody said whom to believe, so the signature was not checked\n    Give --trust <address of the server or file>, or --key <publisher>.public.json.\n`);
  world.out('The pack is whole, but its signature was not checked.');
  return 1;
}

/** What `--trust` or `--key` names; without them the publisher's own public key, when it lies in the folder of keys. */
async function trustOf(options: { readonly [name: string]: string | undefined }, world: World): Promise<TrustFor | { readonly what: string; readonly mend: string }> {
  if (options.trust !== undefined) {
    const trust = await trustAt(options.trust, world);
    return 'what' in trust ? trust : async () => trust.list;
  }
  if (options.key !== undefined) {
    const key = await publicKeyAt(options.key);
    return isKeyFault(key) ? key : async (manifest) => trustIn(key, publisherOf(packIdOf(manifest)));
  }
  return async (manifest) => {
    const publisher = publisherOf(packIdOf(manifest));
    const key = await publicKeyAt(join(keysFolder(options.keys, world), `${publisher}.public.json`));
    return isKeyFault(key) ? undefined : trustIn(key, publisher);
  };
}
