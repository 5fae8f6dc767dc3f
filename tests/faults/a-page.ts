/** The page of phone.page.ts, built as the product is, and the host that serves it and hears what was saved. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { build, type Plugin } from 'vite';

export type PageHost = {
  readonly url: string;
  readonly port: number;
  /** Highest count that the page called saved, and the ids that it did. `inside`: a page said that it holds the lock. */
  readonly saved: { count: number; readonly ids: Set<string>; inside: boolean };
  /** From now on it serves another build. */
  readonly becomes: (change?: Change) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** One expression of the sources, and what stands there instead. */
type Change = { readonly file: string; readonly what: string; readonly by: string };

/** `change`: a defence taken away from the sources before they are built. `more`: what else the host has, by the end of its path. */
export async function aPage(change?: Change, more: Readonly<Record<string, Uint8Array | string>> = {}): Promise<PageHost> {
  const folder = mkdtempSync(join(tmpdir(), 'karvan-page-'));
  await buildInto(folder, change);
  const saved: PageHost['saved'] = { count: 0, ids: new Set(), inside: false };
  const server = createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://host');
    if (pathname === '/saved') {
      saved.count = Math.max(saved.count, Number(searchParams.get('count') ?? 0));
      saved.inside ||= searchParams.has('inside');
      if (searchParams.has('id')) saved.ids.add(searchParams.get('id')!);
      return void answer.end();
    }
    const other = Object.keys(more).find((end) => pathname.endsWith(end));
    if (other) return void sendPart(asked.headers.range, Buffer.from(more[other]!), answer);
    try {
      const body = readFileSync(join(folder, normalize(pathname)));
      answer.writeHead(200, { 'content-type': pathname.endsWith('.html') ? 'text/html' : 'text/javascript', 'cache-control': 'no-store' }).end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://localhost:${port}/phone.html`,
    port,
    saved,
    becomes: (other) => buildInto(folder, other),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function buildInto(folder: string, change: Change | undefined): Promise<void> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    base: './',
    logLevel: 'silent',
    worker: { format: 'es' },
    plugins: change ? [replacing(change)] : [],
    build: { outDir: folder, emptyOutDir: false, target: 'es2022', rolldownOptions: { input: join(import.meta.dirname, 'phone.html') } },
  });
}

/** Sources with one expression replaced. Fails when it is not there any more. */
export function replacing({ file, what, by }: Change): Plugin {
  let isDone = false;
  return {
    name: 'replacing',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(file)) return undefined;
      if (!code.includes(what)) throw new Error(`${file} has no “${what}” any more`);
      isDone = true;
      return code.replace(what, by);
    },
    buildEnd(error) {
      if (!error && !isDone) throw new Error(`${file} is no part of this`);
    },
  };
}

function sendPart(range: string | undefined, bytes: Buffer, answer: ServerResponse): void {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (first === undefined) return void answer.end(bytes);
  const to = Math.min(Number(last) + 1, bytes.length);
  answer.writeHead(206, { 'content-range': `bytes ${first}-${to - 1}/${bytes.length}`, 'content-length': to - Number(first) }).end(bytes.subarray(Number(first), to));
}
