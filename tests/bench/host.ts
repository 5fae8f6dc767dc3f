/** A static host in a process of its own: a folder in memory, single ranges, `?from=…&to=…` for a part of a file as if it were one. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative, sep } from 'node:path';

/** Serves `folder` on a loopback port, which it sends to the process that started it. */
export async function main([folder = '.']: readonly string[]): Promise<void> {
  const files = contentsOf(folder);
  const server = createServer((asked, answer) => send(files, asked, answer));
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on('disconnect', () => process.exit());
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.wav': 'audio/wav' };

function contentsOf(folder: string): ReadonlyMap<string, Buffer> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(found.map((entry) => join(entry.parentPath, entry.name)).map((file) => [`/${relative(folder, file).split(sep).join('/')}`, readFileSync(file)]));
}

function send(files: ReadonlyMap<string, Buffer>, asked: IncomingMessage, answer: ServerResponse): void {
  const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://host');
  const file = files.get(pathname);
  if (!file) return void answer.writeHead(404).end();
  const whole = file.subarray(Number(searchParams.get('from') ?? 0), Number(searchParams.get('to') ?? file.length));
  const headers = { 'content-type': types[extname(pathname)] ?? 'application/octet-stream', 'cache-control': 'no-store' };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(asked.headers.range ?? '') ?? [];
  if (first === undefined) return void answer.writeHead(200, { ...headers, 'content-length': whole.length }).end(whole);
  const part = whole.subarray(Number(first), Number(last) + 1);
  const range = `bytes ${first}-${Number(first) + part.length - 1}/${whole.length}`;
  answer.writeHead(206, { ...headers, 'content-length': part.length, 'content-range': range }).end(part);
}
