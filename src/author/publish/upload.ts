/** One HTTP request with a file as its body, streamed. Says how it ended in all the ways in which a road can end. */
import { createReadStream } from 'node:fs';
import { request as plain, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';

export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly location?: string; readonly retryAfter?: string }
  /** `code`: as Node names it, such as ECONNREFUSED; `silent` when nothing came for too long. `sent`: bytes handed to the road. */
  | { readonly kind: 'broken'; readonly code: string; readonly sent: number };

/** `path`: file to send. `silence`: milliseconds without any sign after which the road counts as broken. */
export type Sending = {
  readonly url: URL;
  readonly method: 'PUT' | 'POST';
  readonly authorization: string;
  readonly file?: { readonly path: string; readonly size: number };
  readonly silence: number;
  readonly done?: (bytes: number) => void;
};

const MOST_ANSWER = 64 * 1024;
/** A server that refuses (401, 413) says so before a large body is sent, when it is asked to. One that does not know how is not waited for. */
const WORTH_ASKING = 256 * 1024;
const WAIT_FOR_LEAVE = 2000;

export function send({ url, method, authorization, file, silence, done }: Sending): Promise<Answer> {
  return new Promise((resolve) => {
    const size = file?.size ?? 0;
    const asks = size > WORTH_ASKING;
    const headers = { authorization, 'content-length': size, ...(file ? { 'content-type': 'application/octet-stream' } : {}), ...(asks ? { expect: '100-continue' } : {}) };
    const request = (url.protocol === 'https:' ? secure : plain)(url, { method, headers, agent: false });
    let sent = 0;
    let isConnected = false;
    let isAnswered = false;
    const end = (answer: Answer) => {
      clearTimeout(leave);
      resolve(answer);
      request.destroy();
    };
    const start = once(() => pour(request, file, (bytes) => {
      sent += bytes;
      done?.(bytes);
    }));
    const leave = asks ? setTimeout(start, WAIT_FOR_LEAVE) : undefined;
    request.on('socket', (socket) => socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      isConnected = true;
    }));
    request.on('continue', start);
    request.on('response', (response) => {
      isAnswered = true;
      void bodyOf(response).then((body) => end(answerOf(response, body)));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // What was read from the file before there was a connection has gone nowhere.
      if (!isAnswered) end({ kind: 'broken', code: error.code ?? error.message, sent: isConnected ? sent : 0 });
    });
    request.setTimeout(silence, () => end({ kind: 'broken', code: 'silent', sent }));
    if (asks) request.flushHeaders();
    else start();
  });
}

function pour(request: ClientRequest, file: Sending['file'], done: (bytes: number) => void): void {
  if (!file) {
    request.end();
    return;
  }
  // Exactly the announced size: a file that grew meanwhile must not spill into the next request.
  const stream = createReadStream(file.path, { start: 0, end: file.size - 1, highWaterMark: 256 * 1024 });
  stream.on('data', (chunk) => done(chunk.length));
  stream.on('error', (error) => request.destroy(error));
  request.on('close', () => stream.destroy());
  stream.pipe(request);
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_ANSWER) break;
    }
  } catch {
    // The status came whole; a torn body only costs its explanation.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, body: string): Answer {
  return { kind: 'answer', status: statusCode, body, ...(headers.location ? { location: headers.location } : {}), ...(headers['retry-after'] ? { retryAfter: headers['retry-after'] } : {}) };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
