/** `/share`: what other programs share with Karvan comes as a form by POST, also with no network, and is put by before anything else. */
import { problem, type Problem } from '../core/problem.ts';
import { beginShared, kindOfFile, type Incoming } from '../device/shared.ts';
import { HEADROOM, spaceNow } from '../device/space.ts';
import { MOST_CARRIED } from '../sync/bundle.ts';
import { boundaryOf, joined, readParts, type Part } from './multipart.ts';

/** Whether a request shares files. */
export function isShare(request: Request): boolean {
  return request.method === 'POST' && new URL(request.url).pathname === '/share';
}

/** Puts the files by and leads to the screen that opens them, which also says what was refused. 303: a page that is loaded anew must not share again. */
export async function answerShare(request: Request): Promise<Response> {
  const refused = await takeShared(request);
  return new Response(null, { status: 303, headers: { location: refused ? `/open?refused=${refused.code}` : '/open' } });
}

/** Keeps every whole file that is one of Karvan's; gives the first reason why one was not kept. */
async function takeShared(request: Request): Promise<Problem | undefined> {
  const boundary = boundaryOf(request.headers.get('content-type'));
  if (boundary === undefined || !request.body) return problem('pack-file-foreign', 'no form with files');
  const room = { left: (await spaceNow()).free - HEADROOM };
  const files: FilePart[] = [];
  try {
    const isWhole = await readParts(request.body as ReadableStream<Uint8Array<ArrayBuffer>>, boundary, async (name) => {
      if (name === undefined) return nothing;
      const file = fileInto(name, room);
      files.push(file);
      return file;
    });
    if (!isWhole) return problem('pack-file-short', 'the form was cut off');
    return files.length === 0 ? problem('pack-file-foreign', 'no file') : files.find((file) => file.refused())?.refused();
  } catch (error) {
    // A browser with no room left breaks the writing off.
    const isFull = ['QuotaExceededError', 'AbortError'].includes((error as Error).name);
    return problem(isFull ? 'carried-no-room' : 'unexpected', String(error));
  } finally {
    await files.at(-1)?.leave();
  }
}

/** `leave`: lets go of what did not come to its end. */
type FilePart = Part & { readonly refused: () => Problem | undefined; readonly leave: () => Promise<void> };

/** Fields of text go nowhere. */
const nothing: Part = { bytes: async () => {}, end: async () => {} };
/** Enough to know what a file is. */
const HEAD = 64;

/** A file as it comes in: known by its first bytes, and refused when it is none of Karvan's or too large. `room`: bytes that may still be written. */
function fileInto(name: string, room: { left: number }): FilePart {
  let head: Uint8Array<ArrayBuffer> | undefined = new Uint8Array(0);
  let file: Incoming | undefined;
  let refused: Problem | undefined;
  let mayBe = Infinity;

  const refuse = async (because: Problem) => {
    refused = because;
    await leave();
  };
  const leave = async () => {
    await file?.drop();
    file = undefined;
  };
  const begin = async () => {
    const first = head!;
    head = undefined;
    const kind = await kindOfFile(new Blob([first]));
    if (!kind) return refuse(problem('pack-file-foreign', name));
    if (kind === 'work') mayBe = MOST_CARRIED;
    file = await beginShared(name);
    return file ? write(first) : refuse(problem('carried-no-room', 'too many files wait'));
  };
  const write = async (bytes: Uint8Array<ArrayBuffer>) => {
    if (!file) return undefined;
    mayBe -= bytes.length;
    room.left -= bytes.length;
    if (mayBe < 0) return refuse(problem('carried-too-large', name));
    if (room.left < 0) return refuse(problem('carried-no-room', name));
    return file.write(bytes);
  };
  return {
    bytes: async (bytes) => {
      if (!head) return write(bytes);
      head = joined(head, bytes);
      return head.length < HEAD ? undefined : begin();
    },
    end: async () => {
      if (head) await begin();
      await file?.close();
      file = undefined;
    },
    refused: () => refused,
    leave,
  };
}
