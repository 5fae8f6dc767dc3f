/** A publisher's key pair in a folder: `<publisher>.key.json` (private, for its owner only) and `<publisher>.public.json`. */
import { chmod, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import * as v from 'valibot';
import { keyIdOf, newSigningKey, type PublicKey } from '../../pack/keys.ts';
import { publicPart } from '../../pack/trust.ts';
import type { World } from '../world.ts';

/** What went wrong, and how to mend it. */
export type KeyFault = { readonly what: string; readonly mend: string };

const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
const publicSchema = v.object({ kty: v.literal('EC'), crv: v.literal('P-256'), x: coordinate, y: coordinate, kid: v.string() });
const privateSchema = v.object({ ...publicSchema.entries, d: coordinate });

export function isPublisher(id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(id);
}

/** `--keys`, else $KARVAN_KEYS, else ~/.karvan/keys. */
export function keysFolder(option: string | undefined, world: World): string {
  return option ?? world.env.KARVAN_KEYS ?? join(world.home, '.karvan', 'keys');
}

/** Makes a key pair. Files that are there already are never written over: a lost key cannot be made again. */
export async function newKey(publisher: string, folder: string): Promise<{ readonly publicPath: string; readonly key: PublicKey } | KeyFault> {
  const privatePath = join(folder, `${publisher}.key.json`);
  const publicPath = join(folder, `${publisher}.public.json`);
  const { publicKey, privateKey } = await newSigningKey();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  try {
    for (const [path, key, mode] of [[privatePath, privateKey, 0o600], [publicPath, publicKey, 0o644]] as const) {
      await writeNew(path, `${JSON.stringify(key, undefined, 2)}\n`, mode);
      written.push(path);
    }
    return { publicPath, key: publicKey };
  } catch (error) {
    // Half a pair helps nobody.
    for (const path of written) await rm(path, { force: true });
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw error;
    return { what: `${path ?? privatePath} is there already`, mend: 'Nothing was changed. Use that key, or name another folder with --keys.' };
  }
}

/** The key that signs for a publisher. */
export async function privateKeyOf(publisher: string, folder: string): Promise<JWK & { kid: string } | KeyFault> {
  const path = join(folder, `${publisher}.key.json`);
  const key = await readKey(path, privateSchema);
  if (key === 'missing') return { what: `there is no key for the publisher “${publisher}” in ${folder}`, mend: `Run “karvan keys new ${publisher}”, or name the folder of its key with --keys.` };
  if (key === 'broken') return { what: `${path} is not a private key made by “karvan keys new”`, mend: 'Put back the file from your copy.' };
  return key;
}

/** A public key from a file that `keys new` wrote. */
export async function publicKeyAt(path: string): Promise<PublicKey | KeyFault> {
  const key = await readKey(path, publicSchema);
  if (key === 'missing') return { what: `there is no file ${path}`, mend: 'Name a file that “karvan keys new” wrote, such as my-ministry.public.json.' };
  if (key === 'broken') return { what: `${path} is not a public key made by “karvan keys new”`, mend: 'Ask the publisher for the file again.' };
  return publicPart(key) as PublicKey;
}

export function isKeyFault(value: object): value is KeyFault {
  return 'mend' in value;
}

/** Key pairs of a folder. `isOpen`: others on this machine can read the private file. */
export async function keysIn(folder: string): Promise<readonly { readonly publisher: string; readonly kid: string | undefined; readonly isOpen: boolean }[]> {
  const names = await readdir(folder).catch(() => []);
  const publishers = names.filter((name) => name.endsWith('.key.json')).map((name) => name.slice(0, -'.key.json'.length)).toSorted();
  return Promise.all(
    publishers.map(async (publisher) => {
      const path = join(folder, `${publisher}.key.json`);
      const key = await readKey(path, privateSchema);
      const { mode } = await stat(path);
      return { publisher, kid: typeof key === 'string' ? undefined : key.kid, isOpen: process.platform !== 'win32' && (mode & 0o077) !== 0 };
    }),
  );
}

async function readKey<S extends typeof publicSchema | typeof privateSchema>(path: string, schema: S): Promise<v.InferOutput<S> | 'missing' | 'broken'> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 'missing';
  try {
    const key = v.parse(schema, JSON.parse(text));
    // The name of a key is its thumbprint: a name that does not fit is a key that was edited.
    return (await keyIdOf(key)) === key.kid ? key : 'broken';
  } catch {
    return 'broken';
  }
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // The mode given to open() is narrowed by the umask; a wider umask must not hide the public half.
  await chmod(path, mode);
}
