/** The road between phones and the server: a bad one. It is as slow as one says, cuts answers at any byte, and changes what it carries. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

export type Road = {
  readonly port: number;
  /** Ranges `[from, to)` of pack bytes that really went over it, in the order of asking. */
  readonly carried: { from: number; to: number }[];
  /** Cut the next answers with pack bytes after so many of their bytes. */
  readonly cutAfter: number[];
  /** Bytes a second; Infinity is as fast as can be. */
  speed: number;
  /** Changes the whole body of an answer by its path; such an answer has no ranges. */
  change: ((path: string, body: Buffer) => Buffer) | undefined;
  /** Paths that are swallowed: nothing comes back, and nothing says so. */
  swallows: ((path: string) => boolean) | undefined;
  /** What lies under this path is somebody else's, on another port of this machine. */
  aside: { readonly under: string; readonly port: number } | undefined;
  readonly close: () => Promise<void>;
};

/** A road on `port` to the server on `to`; both on this machine. */
export async function aRoad(port: number, to: number): Promise<Road> {
  const road: Road = { port, carried: [], cutAfter: [], speed: Infinity, change: undefined, swallows: undefined, aside: undefined, close: async () => undefined };
  const server = createServer((asked, answer) => carry(road, to, asked, answer));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(road, {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

function carry(road: Road, to: number, asked: IncomingMessage, answer: ServerResponse): void {
  const path = asked.url ?? '/';
  if (road.swallows?.(path)) return void asked.resume();
  if (road.aside && path.startsWith(road.aside.under)) {
    const onward = request({ host: '127.0.0.1', port: road.aside.port, method: asked.method, path: path.slice(road.aside.under.length), headers: asked.headers }, (back) => back.pipe(answer.writeHead(back.statusCode ?? 502, back.headers)));
    onward.on('error', () => answer.destroy());
    return void asked.pipe(onward);
  }
  // What is to be changed comes whole, plain and fresh.
  const { range: _, 'if-none-match': __, 'accept-encoding': ___, ...whole } = asked.headers;
  const onward = request({ host: '127.0.0.1', port: to, method: asked.method, path, headers: road.change ? whole : asked.headers }, (back) => {
    if (road.change) void changed(road.change, path, back, answer);
    else if (path.startsWith('/packs/') && path.endsWith('/bytes')) void slowly(road, back, answer);
    else back.pipe(answer.writeHead(back.statusCode ?? 502, back.headers));
  });
  onward.on('error', () => answer.destroy());
  answer.on('close', () => onward.destroy());
  asked.pipe(onward);
}

async function slowly(road: Road, back: IncomingMessage, answer: ServerResponse): Promise<void> {
  answer.writeHead(back.statusCode ?? 502, back.headers);
  const from = Number(/^bytes (\d+)-/.exec(back.headers['content-range'] ?? '')?.[1] ?? 0);
  const went = { from, to: from };
  road.carried.push(went);
  const most = road.cutAfter.shift() ?? Infinity;
  const closed = new Promise((resolve) => answer.once('close', resolve));
  try {
    for await (const chunk of back as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + Math.min(8192, most - (went.to - from)));
        if (part.length === 0) return void answer.destroy();
        if (!answer.write(part)) await Promise.race([new Promise((resolve) => answer.once('drain', resolve)), closed]);
        if (answer.destroyed) return;
        went.to += part.length;
        at += part.length;
        if (Number.isFinite(road.speed)) await new Promise((resolve) => setTimeout(resolve, (part.length / road.speed) * 1000));
      }
    }
    answer.end();
  } catch {
    answer.destroy();
  }
}

async function changed(change: NonNullable<Road['change']>, path: string, back: IncomingMessage, answer: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const chunk of back as AsyncIterable<Buffer>) parts.push(chunk);
  const body = change(path, Buffer.concat(parts));
  const { 'transfer-encoding': __, ...headers } = back.headers;
  answer.writeHead(back.statusCode ?? 502, { ...headers, 'content-length': String(body.length) });
  answer.end(body);
}
