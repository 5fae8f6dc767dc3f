/** `karvan audit verify`: whether the log of this server is what it was, by itself and by what it told to phones. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { JWK } from 'jose';
import { publicPart } from '../../pack/trust.ts';
import { openReceipt } from '../../sync/receipt.ts';
import { brokenAt, headOf, type ChainedLine } from './audit-chain.ts';
import type { Store } from './store.ts';

type Where = { readonly store: Store; readonly data: string; readonly print: (line: string) => void };

const usage = 'karvan audit verify [--heads heads.txt]     heads.txt: one a line, as phones show them (812.…), or whole receipts (eyJ…)';

/** Gives the exit code: 0 all is as it was, 1 something is not, 2 typed wrongly. `args`: what follows `audit`. */
export async function auditCommand(args: readonly string[], where: Where): Promise<number> {
  const { what, heads: file } = parse(args);
  if (what !== 'verify') return said(where, 2, usage);
  const typed = file === undefined ? [] : await readFile(file, 'utf8').then((text) => text.split('\n').map((line) => line.trim()).filter(Boolean), () => undefined);
  if (!typed) return said(where, 2, `${file} cannot be read.`);
  const { broken, count, head } = await walk(where.store);
  if (broken !== undefined) return said(where, 1, `Line ${broken} of the log is not what was written there: it was changed, taken out or slipped in. Nothing after it can be believed.`);
  where.print(count === 0 ? 'The log is empty.' : `${count} lines, each as it was written. Newest: ${head}`);
  const keys = typed.some(isReceipt) ? await receiptKeys(where.data) : [];
  const found = await Promise.all(typed.map((each) => lookUp(where.store, each, keys)));
  for (const { line } of found) where.print(line);
  return found.every(({ isThere }) => isThere) ? 0 : 1;
}

/** Reads the whole chain in portions. */
async function walk(store: Store): Promise<{ broken?: number; count: number; head?: string }> {
  let last: ChainedLine | undefined;
  let count = 0;
  for (;;) {
    const lines = await store.read((r) => r.selectFrom('audit').selectAll().where('id', '>', last?.id ?? Number.MIN_SAFE_INTEGER).orderBy('id').limit(PORTION).execute());
    const broken = brokenAt(lines, last);
    if (broken !== undefined) return { broken, count };
    count += lines.length;
    last = lines.at(-1) ?? last;
    if (lines.length < PORTION) return { count, ...(last ? { head: headOf(last) } : {}) };
  }
}

const PORTION = 5000;

type Found = { readonly isThere: boolean; readonly line: string };

/** Whether a head stands in the log, and if not what stands there. */
async function lookUp(store: Store, typed: string, keys: readonly JWK[]): Promise<Found> {
  const receipt = isReceipt(typed) ? await openReceipt(typed, keys) : undefined;
  if (isReceipt(typed) && !receipt) return { isThere: false, line: `${short(typed)}: no receipt that this server signed.` };
  if (receipt && receipt.audit === undefined) return { isThere: true, line: `${short(typed)}: an older receipt; it names no line of the log.` };
  const head = receipt?.audit ?? typed;
  const [id, own] = head.split('.');
  if (!/^\d{1,15}$/.test(id ?? '') || !own) return { isThere: false, line: `${short(typed)}: neither a head (812.…) nor a receipt.` };
  const line = await store.read((r) => r.selectFrom('audit').select(['at', 'hash']).where('id', '=', Number(id)).executeTakeFirst());
  const bySigned = receipt ? `, told to a phone on ${receipt.received} in a receipt that this server signed` : '';
  if (line?.hash === own) return { isThere: true, line: `${head}: in the log, written ${line.at}${bySigned}.` };
  return { isThere: false, line: `${head}: NOT in the log: ${line ? `line ${id} is another one today` : `it has no line ${id} today`}${bySigned}. Either the log was changed or a backup was brought back since then.` };
}

function isReceipt(typed: string): boolean {
  return typed.startsWith('eyJ');
}

async function receiptKeys(data: string): Promise<readonly JWK[]> {
  return [publicPart(JSON.parse(await readFile(join(data, 'keys', 'receipt.json'), 'utf8')) as JWK)];
}

function short(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

function parse(args: readonly string[]): { what?: string; heads?: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { heads: { type: 'string' } } });
    const [what, more] = positionals;
    return more === undefined && what !== undefined ? { what, ...(values.heads === undefined ? {} : { heads: values.heads }) } : {};
  } catch {
    return {};
  }
}

function said({ print }: Where, code: number, line: string): number {
  print(line);
  return code;
}
