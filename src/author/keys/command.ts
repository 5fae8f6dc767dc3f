import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import type { World } from '../world.ts';
import { isKeyFault, isPublisher, keysFolder, keysIn, newKey } from './keys.ts';

/** `karvan keys new` and `karvan keys show`. */
export async function keys([verb, ...args]: readonly string[], world: World): Promise<Ending> {
  if (verb === 'new') return makeKey(args, world);
  if (verb === 'show') return showKeys(args, world);
  return wrong(verb === undefined ? 'say what to do with keys' : `keys has no “${verb}”`);
}

async function makeKey(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<publisher>'], ['keys']);
  if (isWrong(given)) return given;
  const publisher = given.names[0]!;
  if (!isPublisher(publisher)) return wrong(`“${publisher}” is no publisher id: use small letters a to z, digits and -, at most 63, such as my-ministry`);
  const folder = keysFolder(given.options.keys, world);
  const made = await newKey(publisher, folder);
  if (isKeyFault(made)) {
    world.err(`karvan keys: ${made.what}\n    ${made.mend}\n`);
    return 1;
  }
  world.out(`A key for ${publisher} now lies in ${folder}. Its id is ${made.key.kid}.`);
  world.out(`Keep a copy of ${publisher}.key.json in a safe place and show it to nobody: whoever has it can sign courses as ${publisher}.`);
  world.out('Give this file to the operator of the server, who makes it known with “karvan keys trust”:');
  world.out(made.publicPath);
  return 0;
}

async function showKeys(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, [], ['keys']);
  if (isWrong(given)) return given;
  const folder = keysFolder(given.options.keys, world);
  const pairs = await keysIn(folder);
  if (pairs.length === 0) world.out(`There are no keys in ${folder}. “karvan keys new <publisher>” makes one.`);
  for (const { publisher, kid, isOpen } of pairs) {
    world.out(`${publisher}  ${kid ?? '(cannot be read)'}`);
    if (isOpen) world.err(`${publisher}.key.json: warning: others on this machine can read it\n    Run: chmod 600 ${publisher}.key.json\n`);
  }
  return pairs.some(({ kid }) => kid === undefined) ? 1 : 0;
}
