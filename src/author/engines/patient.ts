/** A way to send a film and wait for what was heard in it: Node's own fetch gives up on an answer after five minutes. */
import { randomUUID } from 'node:crypto';
import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Like `fetch` with a form. It follows no redirect, and is ended by its signal only. */
export async function patientFetch(url: URL, { method, headers, body, signal }: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: FormData; readonly signal: AbortSignal }): Promise<Response> {
  const form = multipart(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secure : plain)(url, { method, signal, agent: false, headers: { ...headers, 'content-type': form.type, 'content-length': form.size } });
    request.on('response', resolve);
    request.on('error', reject);
    // A server that has heard enough answers before the end: the torn road then says nothing new.
    void pipeline(Readable.from(form.parts()), request).catch(reject);
  });
  const told = Object.entries(answer.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status: answer.statusCode!, headers: told });
}

/** A form as RFC 7578 has it, with its size said before: not every engine takes a body without. */
function multipart(form: FormData): { readonly type: string; readonly size: number; readonly parts: () => AsyncGenerator<Uint8Array> } {
  const boundary = `karvan-${randomUUID()}`;
  const pieces = [...form].flatMap(([name, value]): readonly (string | Blob)[] =>
    typeof value === 'string'
      ? [`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`]
      : [`--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${value.name.replace(/["\r\n\\]/g, '_')}"\r\ncontent-type: application/octet-stream\r\n\r\n`, value, '\r\n'],
  );
  const all = [...pieces, `--${boundary}--\r\n`];
  const size = all.reduce((sum, piece) => sum + (typeof piece === 'string' ? Buffer.byteLength(piece) : piece.size), 0);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    size,
    parts: async function* () {
      for (const piece of all) {
        if (typeof piece === 'string') yield Buffer.from(piece);
        else for await (const chunk of piece.stream() as unknown as AsyncIterable<Uint8Array>) yield chunk;
      }
    },
  };
}
