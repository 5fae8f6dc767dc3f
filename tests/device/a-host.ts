/** A static host with single ranges, that counts what it sends and can be made to fail. */
import { aTrustFile, type Pack } from './a-course.ts';

export type Host = Awaited<ReturnType<typeof aHost>>;

export async function aHost(...packs: Omit<Pack, 'manifest'>[]) {
  let trust: unknown = await aTrustFile();
  const host = {
    /** Bytes of `bytes` files sent, and the ranges asked for. */
    sent: 0,
    ranges: [] as string[],
    /** Cut the connection once so many bytes of `bytes` were sent in all. */
    cutAt: [] as number[],
    /** Say nothing more once so many bytes were sent. */
    hangAt: Infinity,
    isDown: false,
    /** What lies beside a layer. */
    endorsement: undefined as string | undefined,
    hasRanges: true,
    /** What is sent of a pack in place of its bytes. */
    change: (bytes: Uint8Array<ArrayBuffer>) => bytes,
    trusts: (file: unknown) => void (trust = file),
    fetch: (async (input: unknown, init?: RequestInit): Promise<Response> => {
      init?.signal?.throwIfAborted();
      if (host.isDown) throw new TypeError('Failed to fetch');
      const path = String(input);
      if (path === '/.well-known/karvan-trust') return Response.json(trust);
      const pack = packs.find((each) => path.includes(each.edition));
      if (!pack) return new Response(null, { status: 404 });
      if (path.endsWith('manifest.json')) return new Response(pack.manifestBytes as Uint8Array<ArrayBuffer>);
      if (path.endsWith('manifest.sig')) return new Response(pack.signature);
      if (path.endsWith('endorsement.json')) return host.endorsement === undefined ? new Response(null, { status: 404 }) : new Response(host.endorsement);
      return bytesOf(host, host.change(pack.bytes), new Headers(init?.headers).get('range'), init?.signal ?? undefined);
    }) as typeof globalThis.fetch,
  };
  return host;
}

type Sender = { hangAt: number; sent: number; ranges: string[]; cutAt: number[]; hasRanges: boolean };

function bytesOf(host: Sender, all: Uint8Array<ArrayBuffer>, range: string | null, signal: AbortSignal | undefined): Response {
  host.ranges.push(range ?? 'none');
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  const isPart = host.hasRanges && first !== undefined;
  if (isPart && Number(first) >= all.length) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${all.length}` } });
  const [from, to] = isPart ? [Number(first), Math.min(all.length, Number(last) + 1)] : [0, all.length];
  let at = from;
  // Seldom a whole piece, so that pieces begin and end inside what arrives.
  const step = Math.max(317, Math.floor(all.length / 97));
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        await Promise.resolve();
        if (host.sent >= host.hangAt) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        if (signal?.aborted) return controller.error(new DOMException('stopped', 'AbortError'));
        const until = Math.min(to, at + step, at + Math.max(0, (host.cutAt[0] ?? Infinity) - host.sent));
        if (until > at) controller.enqueue(all.slice(at, until));
        host.sent += until - at;
        at = until;
        if (host.sent >= (host.cutAt[0] ?? Infinity)) {
          host.cutAt.shift();
          return controller.error(new TypeError('network error'));
        }
        if (at === to) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const headers = isPart ? { 'content-range': `bytes ${from}-${to - 1}/${all.length}` } : { 'content-length': String(all.length) };
  return new Response(body, { status: isPart ? 206 : 200, headers });
}
