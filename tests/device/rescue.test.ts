import { base64url, importJWK, type CryptoKey } from 'jose';
import { expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { openDb, type Db } from '../../src/device/db.ts';
import { closeEnvelope } from '../../src/device/envelopes.ts';
import { renewJournal } from '../../src/device/journal.ts';
import { lineText, record, rowsOf } from '../../src/device/record.ts';
import { rescueFile } from '../../src/device/rescue.ts';
import { unsealText } from '../../src/sync/envelope.ts';
import { readBundle } from '../../src/sync/bundle.ts';
import { parseUnsigned } from '../../src/sync/rescue.ts';
import { newSealingKey } from '../../src/pack/keys.ts';
import { withCopy } from './a-copy.ts';
import { aPhone, NAME, someStatements } from './a-phone.ts';

const seal = await newSealingKey();
const serverKey = (await importJWK(seal.privateKey, 'ECDH-ES')) as CryptoKey;
const trust = { rootId: 'r', file: {}, list: { server: { receipt: [], seal: [seal.publicKey] } } };

async function knowsServer(db: Db): Promise<void> {
  await db.meta.put({ key: 'trust', value: trust });
}

/** What the server finds in the file: envelopes, and texts of lines that lay in none. */
async function opened(text: string): Promise<{ envelopes: number; lines: readonly string[] }> {
  const bundle = await readBundle(text);
  if (isProblem(bundle) || bundle.kind !== 'work') throw new Error('no work');
  const lines: string[] = [];
  let envelopes = 0;
  for (const { jwe } of bundle.envelopes) {
    const unsigned = parseUnsigned((await unsealText(jwe, () => serverKey))!);
    if (!unsigned) {
      envelopes += 1;
      continue;
    }
    const { key } = JSON.parse((await unsealText(unsigned.forServer, () => serverKey))!) as { key: string };
    const aes = await crypto.subtle.importKey('raw', new Uint8Array(base64url.decode(key)), 'AES-GCM', false, ['decrypt']);
    for (const { iv, bytes } of unsigned.lines) {
      lines.push(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(base64url.decode(iv)) }, aes, new Uint8Array(base64url.decode(bytes)))));
    }
  }
  return { envelopes, lines };
}

test('whoever forgot the PIN saves all unsent work to a file that only the server opens; the phone keeps it too', async () => {
  const { db, open, world } = await aPhone(seal.publicKey);
  await knowsServer(db);
  expect(await rescueFile(db, world)).toBeUndefined();
  await record(open, someStatements(world, open.id, 3), undefined);
  await closeEnvelope(open, seal.publicKey, world);
  await record(open, someStatements(world, open.id, 2), undefined);
  const written = await Promise.all((await rowsOf(open, 4)).map((row) => lineText(open, row)));
  const text = (await rescueFile(openDb(db.name), world)) as string;
  expect(await opened(text)).toEqual({ envelopes: 1, lines: written });
  for (const secret of [NAME, 'Gəncə', open.id, open.device, open.kid]) expect(text, secret).not.toContain(secret);
  expect((await db.records.count())).toBe(5);
});

test('a database that does not open gives its work from the second copy', async () => {
  const { db, open, world } = await aPhone(seal.publicKey);
  await knowsServer(db);
  withCopy(db);
  await renewJournal(open);
  await record(open, someStatements(world, open.id, 4), undefined);
  const broken = { name: db.name, envelopes: { toArray: () => Promise.reject(new Error('Internal error opening backing store')) } } as unknown as Db;
  expect((await opened((await rescueFile(broken, world)) as string)).lines.length).toBe(4);
});

test('a phone that never learned whom to seal to says so', async () => {
  const { db, open, world } = await aPhone(seal.publicKey);
  await record(open, someStatements(world, open.id, 1), undefined);
  expect(await rescueFile(db, world)).toMatchObject({ code: 'trust-list-invalid' });
});
