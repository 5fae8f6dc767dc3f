/** Many phones at once, in a process of its own: enrols them, seals what they will send, and sends it when it is told to. */
import { Agent, request } from 'node:http';
import { once } from 'node:events';
import { SEALED } from '../../src/sync/protocol.ts';
import { coursesOf } from './life.ts';
import { enrolled, envelopesOf, sealKeyOf } from './phones.ts';

/** What it is told first, and then for each slice. */
export type Order = { readonly codes: readonly string[]; readonly size: number; readonly each: number };
export type Slice = { readonly seconds: number };
/** What it says after each slice. `times`: milliseconds from sending to the last byte of the reply. */
export type Sent = { readonly envelopes: number; readonly milliseconds: number; readonly times: readonly number[] };

const CONNECTIONS = 16;

export async function main([port = '']: readonly string[]): Promise<void> {
  process.on('disconnect', () => process.exit());
  const [order] = (await once(process, 'message')) as [Order];
  const envelopes = await sealed(`http://127.0.0.1:${port}`, order);
  process.on('message', (slice: Slice) => void send(Number(port), envelopes, slice).then((sent) => process.send?.(sent)));
  process.send?.({ count: envelopes.length });
}

/** All phones' first envelopes, then all their second ones: no phone sends two at a time. */
async function sealed(origin: string, { codes, size, each }: Order): Promise<string[]> {
  const [courses, seal] = [await coursesOf(origin), await sealKeyOf(origin)];
  const byPhone: string[][] = [];
  for (const code of codes) byPhone.push(await envelopesOf(await enrolled(origin, code), courses, seal, { size, count: each }));
  return Array.from({ length: each }, (_, n) => byPhone.map((envelopes) => envelopes[n]!)).flat().toReversed();
}

/** Sends over so many connections until time is up or nothing is left; takes what it sends off the end of `envelopes`. */
async function send(port: number, envelopes: string[], { seconds }: Slice): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  const start = performance.now();
  const connection = async () => {
    for (let next = envelopes.pop(); next !== undefined; next = performance.now() - start < seconds * 1000 ? envelopes.pop() : undefined) {
      const sent = performance.now();
      await post(agent, port, next);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  agent.destroy();
  return { envelopes: times.length, milliseconds: performance.now() - start, times };
}

async function post(agent: Agent, port: number, body: string): Promise<void> {
  const asked = request({ agent, host: '127.0.0.1', port, path: '/api/envelopes', method: 'POST', headers: { 'content-type': SEALED, 'content-length': body.length } });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) size += chunk.length;
  if (answer.statusCode !== 200 || size === 0) throw new Error(`an envelope was answered ${answer.statusCode}`);
}
