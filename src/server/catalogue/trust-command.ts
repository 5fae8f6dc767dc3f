/** `karvan keys trust | revoke | withdraw | rotate`: changes of the trust list from the command line of the machine that holds the root. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { JWK } from 'jose';
import { keyIdOf } from '../../pack/keys.ts';
import { isCourseId } from '../../pack/manifest.ts';
import type { TrustList } from '../../pack/trust.ts';
import { openKeys } from '../store/keys.ts';
import { openStore } from '../store/store.ts';
import { finishRotation, rotateRoot } from './rotate.ts';
import { asListed, changeTrust } from './trust.ts';

/** What was typed does not fit. The text says what does. */
export class WrongUse extends Error {}

const trustUsage = [
  'karvan keys trust <publisher>.public.json [--publisher <id>] [--name <shown name>]',
  'karvan keys revoke <key id>',
  'karvan keys withdraw <publisher/course> [--edition <edition>] --reason <what learners read> [--lang <tag>]',
  'karvan keys rotate',
].join('\n');

/** Signs the changed list and says what became of it. Throws WrongUse. */
export async function changeTrustBy(args: readonly string[], data: string, now: number): Promise<string> {
  const { positionals, values } = readArgs(args);
  const [command, what, third] = positionals;
  const isRotation = command === 'rotate' && what === undefined;
  const change = isRotation || what === undefined ? undefined : await changeOf(command, what, { values, third, now });
  if (!isRotation && !change) throw new WrongUse(trustUsage);
  const store = openStore(join(data, 'karvan.db'));
  try {
    await finishRotation(store, data);
    const by = { now, who: 'operator' };
    const list = change ? await changeTrust(store, (await openKeys(data, false)).root, { ...by, why: `${command} ${what}` }, change) : await rotateRoot(store, data, by);
    return `Trust list, version ${list.version}. Phones get it when they next reach this server.`;
  } finally {
    await store.close();
  }
}

type Values = { readonly publisher?: string; readonly name?: string; readonly edition?: string; readonly reason?: string; readonly lang?: string };
type Change = (list: TrustList) => TrustList;

async function changeOf(command: string | undefined, what: string, { values, third, now }: { values: Values; third: string | undefined; now: number }): Promise<Change | undefined> {
  if (command === 'trust') return trusting(what, values, now);
  if (command === 'revoke') return revoking(what, now);
  return command === 'withdraw' ? withdrawing(what, values.edition ?? third, values) : undefined;
}

function readArgs(args: readonly string[]): { positionals: string[]; values: Values } {
  // One key id in 64 begins with a dash, and is no option.
  if (args[0] === 'revoke' && args.length === 2) return { positionals: [...args], values: {} };
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { publisher: text, name: text, edition: text, reason: text, lang: text } });
  } catch (error) {
    throw new WrongUse(`${error instanceof Error ? error.message : String(error)}\n${trustUsage}`);
  }
}

async function trusting(file: string, { publisher, name }: Values, now: number): Promise<Change> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new WrongUse(`There is no file ${file}.`);
  });
  const key = keyFrom(text, file);
  if ((await keyIdOf(key as JWK)) !== key.kid) throw new WrongUse(`${file}: the key’s kid is not its own thumbprint.`);
  const id = publisher ?? basename(file).replace(/(\.public)?\.json$/, '');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) throw new WrongUse(`“${id}” is no publisher id; name it with --publisher.`);
  return (list) => {
    const owner = list.publishers.find((each) => each.keys.some((held) => held.key.kid === key.kid));
    if (owner && owner.id !== id) throw new WrongUse(`This key belongs to ${owner.id} already.`);
    if (owner) return list;
    const held = list.publishers.find((each) => each.id === id);
    const window = { key, from: held ? new Date(now).toISOString() : '2020-01-01T00:00:00.000Z' };
    const changed = { id, name: name === undefined ? (held?.name ?? { en: id }) : { ...held?.name, en: name }, keys: [...(held?.keys ?? []), window] };
    return { ...list, publishers: [...list.publishers.filter((each) => each.id !== id), changed] };
  };
}

function keyFrom(text: string, file: string): ReturnType<typeof asListed> {
  try {
    const key = JSON.parse(text) as JWK;
    if (key.d !== undefined) throw new WrongUse(`${file} holds a private key. Nobody else may have it: give the file that ends in .public.json.`);
    return asListed(key);
  } catch (error) {
    throw error instanceof WrongUse ? error : new WrongUse(`${file} holds no public P-256 key as “karvan keys new” writes it.`);
  }
}

function revoking(kid: string, now: number): Change {
  return (list) => {
    if (!list.publishers.some((each) => each.keys.some((held) => held.key.kid === kid))) throw new WrongUse(`No publisher has the key ${kid}.`);
    const revoked = new Date(now).toISOString();
    return { ...list, publishers: list.publishers.map((each) => ({ ...each, keys: each.keys.map((held) => (held.key.kid === kid ? { ...held, revoked } : held)) })) };
  };
}

function withdrawing(course: string, edition: string | undefined, { reason, lang }: Values): Change {
  if (!isCourseId(course)) throw new WrongUse(`“${course}” is no course id (publisher/course).`);
  if (edition !== undefined && !/^[0-9a-f]{64}$/.test(edition)) throw new WrongUse(`“${edition}” is no edition: 64 hexadecimal digits.`);
  if (!reason?.trim()) throw new WrongUse(`Say with --reason what learners are to read.\n${trustUsage}`);
  const isSame = (each: TrustList['withdrawn'][number]) => each.course === course && each.edition === edition;
  // Said once in each language: the command given again adds one.
  return (list) => {
    const said = { ...list.withdrawn.find(isSame)?.reason, [lang ?? 'en']: reason.trim() };
    return { ...list, withdrawn: [...list.withdrawn.filter((each) => !isSame(each)), { course, ...(edition === undefined ? {} : { edition }), reason: said }] };
  };
}
