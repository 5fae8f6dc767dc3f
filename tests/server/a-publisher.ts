/** A publisher's key as the files that the author's command line writes. */
import { newSigningKey } from '../../src/pack/keys.ts';

export async function publisherFiles() {
  const { publicKey, privateKey } = await newSigningKey();
  return { publicFile: JSON.stringify(publicKey), privateFile: JSON.stringify(privateKey), privateKey, kid: publicKey.kid };
}
