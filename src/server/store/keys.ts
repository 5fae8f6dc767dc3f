/** The server's private keys: files of the data folder that only its owner may read. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import { newSealingKey, newSigningKey, type PublicKey } from '../../pack/keys.ts';
import { publicPart } from '../../pack/trust.ts';
import type { ServerKeys } from '../deps.ts';
import { writeWhole } from './files.ts';

/** `root`: private JWK that signs trust lists. `sealPublic`: what envelopes are sealed to. */
export type KeyRing = { readonly server: ServerKeys; readonly sealPublic: PublicKey; readonly root: JWK };

/**
 * Opens the keys. `mayMake`: this data folder is new. Phones follow the root and seal to the sealing key: in a folder with
 * people in it a missing key is never replaced, but throws.
 */
export async function openKeys(data: string, mayMake: boolean): Promise<KeyRing> {
  const folder = join(data, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [root, receipt, seal] = [await keyIn(folder, 'root', mayMake), await keyIn(folder, 'receipt', mayMake), await keyIn(folder, 'seal', mayMake)];
  return {
    root,
    sealPublic: publicOf(seal),
    server: {
      receipt: { kid: receipt.kid!, sign: (await importJWK(receipt, 'ES256')) as CryptoKey, public: publicOf(receipt) },
      seal: new Map([[seal.kid!, (await importJWK(seal, 'ECDH-ES')) as CryptoKey]]),
    },
  };
}

function publicOf(key: JWK): PublicKey {
  return publicPart(key) as PublicKey;
}

async function keyIn(folder: string, name: 'root' | 'receipt' | 'seal', mayMake: boolean): Promise<JWK> {
  const path = join(folder, `${name}.json`);
  const held = await readFile(path, 'utf8').catch(() => undefined);
  if (held !== undefined) return JSON.parse(held) as JWK;
  if (!mayMake) throw new Error(`The key ${path} is missing. Bring it back from a backup: phones trust no other.`);
  const { privateKey } = name === 'seal' ? await newSealingKey() : await newSigningKey();
  await writeWhole(path, JSON.stringify(privateKey));
  return privateKey;
}
