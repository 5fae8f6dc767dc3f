/** A static host in a process of its own: a folder in memory, single ranges, `?from=…&to=…` for a part of a file as if it were one, `?stall=<byte>,<ms>` for one that comes up to a byte and goes on so long after it was asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';

/** Serves `folder` on a loopback port, which it sends to the process that started it. */
export async function main([folder = '.']: readonly string[]): Promise<void> {
  const files = contentsOf(folder);
  const server = createServer((request, answer) => send(files, request, answer));
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on('disconnect', () => process.exit());
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.wav': 'audio/wav' };

function contentsOf(folder: string): ReadonlyMap<string, Buffer> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(found.map((entry) => join(entry.parentPath, entry.name)).map((file) => [`/${relative(folder, file).split(sep).join('/')}`, readFileSync(file)]));
}

/** When the first bytes of a file that stalls were asked for. */
const asked = new Map<string, number>();

function send(files: ReadonlyMap<string, Buffer>, request: IncomingMessage, answer: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
  const file = files.get(pathname);
  if (!file) return void answer.writeHead(404).end();
  const whole = file.subarray(Number(searchParams.get('from') ?? 0), Number(searchParams.get('to') ?? file.length));
  const headers = { 'content-type': types[extname(pathname)] ?? 'application/octet-stream', 'cache-control': 'no-store' };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined) return void answer.writeHead(200, { ...headers, 'content-length': whole.length }).end(whole);
  const from = Number(first);
  const part = whole.subarray(from, last ? Number(last) + 1 : whole.length);
  answer.writeHead(206, { ...headers, 'content-length': part.length, 'content-range': `bytes ${from}-${from + part.length - 1}/${whole.length}` });
  const [byte, after] = searchParams.get('stall')?.split(',').map(Number) ?? [];
  if (byte === undefined || after === undefined) return void answer.end(part);
  const began = asked.get(request.url!) ?? Date.now();
  asked.set(request.url!, began);
  answer.write(part.subarray(0, Math.max(0, byte - from)));
  setTimeout(() => answer.end(part.subarray(Math.max(0, byte - from))), Math.max(0, began + after - Date.now()));
}
