import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { KeyId } from '../core/ids.ts';

/** A public key as JWK with its thumbprint as `kid`. */
export type PublicKey = JWK & { kid: string };

/** A fresh ES256 signing pair, as JWKs. The private one never leaves the machine that made it. */
export async function newSigningKey(): Promise<{ publicKey: PublicKey; privateKey: JWK }> {
  return jwks(await generateKeyPair('ES256', { extractable: true }));
}

/** A fresh ECDH-ES P-256 pair to which envelopes and replies are sealed. */
export async function newSealingKey(): Promise<{ publicKey: PublicKey; privateKey: JWK }> {
  return jwks(await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true }));
}

export async function keyIdOf(key: JWK): Promise<KeyId> {
  return (await calculateJwkThumbprint(key, 'sha256')) as KeyId;
}

async function jwks(pair: { publicKey: CryptoKey; privateKey: CryptoKey }): Promise<{ publicKey: PublicKey; privateKey: JWK }> {
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk, 'sha256');
  return { publicKey: { ...publicJwk, kid }, privateKey: { ...(await exportJWK(pair.privateKey)), kid } };
}
