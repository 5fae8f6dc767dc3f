import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { packIdOf } from '../../pack/layer.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE } from '../../pack/layout.ts';
import { isWrong, readArguments, type Ending } from '../arguments.ts';
import { progressBar } from '../progress.ts';
import { verifyPack } from '../verify/verify.ts';
import { sayFaults } from '../fault.ts';
import type { World } from '../world.ts';
import { brokenWords, refusalWords, type Refusal } from './answers.ts';
import { authorizationOf, beneath, seatAt } from './sign-in.ts';
import { send, type Answer, type Sending } from './upload.ts';

/** Without any sign for so long the road counts as broken. The server reads the whole pack before it answers the last request. */
const SILENCE = 60_000;
const SILENCE_WHILE_READ = 15 * 60_000;

/** `karvan publish`: sends a pack to a server, small files first, and asks it to show the pack. Doing it twice changes nothing. */
export async function publish(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<pack folder>'], ['to', 'as']);
  if (isWrong(given)) return given;
  const { to, as: user } = given.options;
  const seat = seatAt(to, user, '--to');
  if (isWrong(seat)) return seat;
  const folder = given.names[0]!;
  const { faults, manifest, edition } = await verified(folder, world);
  if (!manifest || faults.length > 0) {
    sayFaults(faults, world.err);
    world.err('karvan publish: the pack is not whole; nothing was sent.\n');
    return 1;
  }
  const authorization = await authorizationOf(seat, 'karvan publish', world);
  if (typeof authorization !== 'string') return authorization;
  const target = beneath(seat, `/api/publish/${packIdOf(manifest)}/${edition}`);
  const refusal = await sendAll(folder, target, authorization, world);
  if (refusal) {
    world.err(`karvan publish: ${refusal.what}\n    ${refusal.mend}\n`);
    return 1;
  }
  world.out(`${packIdOf(manifest)}, release ${manifest.release}, is published at ${seat.base.href}`);
  return 0;
}

async function verified(folder: string, world: World): ReturnType<typeof verifyPack> {
  const { size } = await stat(join(folder, BYTES_FILE)).catch(() => ({ size: 0 }));
  const bar = progressBar('Reading', size, world);
  // The server judges the signature by its own trust list.
  return verifyPack(folder, async () => undefined, bar.done).finally(bar.end);
}

/** Sends the files and asks for them to be shown; gives why not, when it ends early. */
async function sendAll(folder: string, target: URL, authorization: string, world: World): Promise<Refusal | undefined> {
  // A wrong password or a missing right shows at the first, small file.
  for (const name of [MANIFEST_FILE, SIGNATURE_FILE, ENDORSEMENT_FILE, BYTES_FILE]) {
    const place = await stat(join(folder, name)).catch(() => undefined);
    // Only a layer that somebody endorsed has such a file.
    if (!place) continue;
    const { size } = place;
    const bar = progressBar('Sending', size, world);
    const answer = await send({ url: new URL(`${target.href}/${name}`), method: 'PUT', authorization, file: { path: join(folder, name), size }, silence: SILENCE, done: bar.done }).finally(bar.end);
    const refusal = refusalIn(answer, { name, size });
    if (refusal) return refusal;
  }
  const last: Sending = { url: target, method: 'POST', authorization, silence: SILENCE_WHILE_READ };
  return refusalIn(await send(last), undefined);
}

function refusalIn(answer: Answer, file: { readonly name: string; readonly size: number } | undefined): Refusal | undefined {
  if (answer.kind === 'broken') return brokenWords(answer, file);
  return answer.status >= 200 && answer.status < 300 ? undefined : refusalWords(answer);
}
