/** How far each phone's chain is held, and since when: what a receipt says is kept at the moment from which it is true. */
import { createHash } from 'node:crypto';
import type { DeviceId, KeyId, ProfileId } from '../../core/ids.ts';
import { codeOfDigest, writeReceipt, type Receipt } from '../../sync/receipt.ts';
import { auditHead } from '../store/audit.ts';
import type { Reader, Writer } from '../store/store.ts';

/** One phone's chain, by the key that signs it. */
type Chain = { readonly kid: KeyId; readonly device: DeviceId; readonly profile: ProfileId };

/** Keeps that the chain is held up to `seq` from now on. Another line at the same end has another receipt. */
export async function keepReceipt(w: Writer, chain: Chain, end: Pick<Receipt, 'seq' | 'hash' | 'received'>): Promise<void> {
  const audit = await auditHead(w);
  const code = codeOfDigest(createHash('sha256').update(writeReceipt(receiptOf(chain, { ...end, audit }))).digest());
  const [{ kid }, { seq, received }] = [chain, end];
  const said = { received, code, audit: audit ?? null };
  await w.insertInto('receipt').values({ kid, seq, ...said }).onConflict((conflict) => conflict.doUpdateSet(said)).execute();
}

/** How far the chain is held now: `seq`; the receipt that says so, undefined when nothing of it is; and the order of a reply that does. */
export async function receiptNow(r: Reader, chain: Chain): Promise<{ readonly receipt: Receipt | undefined; readonly order: number; readonly seq: number }> {
  const { told, received, audit, ...end } = await r
    .selectFrom('device')
    .leftJoin('receipt', (on) => on.onRef('receipt.kid', '=', 'device.kid').onRef('receipt.seq', '=', 'device.seq'))
    .select(['device.told', 'device.seq', 'device.hash', 'receipt.received', 'receipt.audit'])
    .where('device.kid', '=', chain.kid)
    .executeTakeFirstOrThrow();
  return { receipt: received === null ? undefined : receiptOf(chain, { ...end, received, audit: audit ?? undefined }), order: told, seq: end.seq };
}

/** Code of the first receipt that reaches a line; undefined while none does. */
export async function codeReaching(r: Reader, kid: KeyId, seq: number): Promise<string | undefined> {
  const row = await r.selectFrom('receipt').select('code').where('kid', '=', kid).where('seq', '>=', seq).orderBy('seq').limit(1).executeTakeFirst();
  return row?.code;
}

function receiptOf({ kid, device, profile }: Chain, { seq, hash, received, audit }: Pick<Receipt, 'seq' | 'hash' | 'received' | 'audit'>): Receipt {
  return { karvan: 1, device, profile, kid, seq, hash, received, ...(audit === undefined ? {} : { audit }) };
}
