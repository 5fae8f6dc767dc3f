/** `/local/<edition>/<path>`: files of packs on this phone, as a web server would give them, with ranges (RFC 9110 §14). */
import type { Edition } from '../core/ids.ts';
import type { Db } from '../device/db.ts';
import { fileHeld, fileRange } from '../device/files.ts';
import type { PackFile } from '../pack/manifest.ts';
import { rangeOf } from '../pack/range.ts';

/** Whether a URL's path names a file of a pack. */
export function isLocal(path: string): boolean {
  return localPath.test(path);
}

/** 200, 206, 404, 405 or 416. Nothing is read before the body is. */
export async function answerLocal(db: Db, request: Request): Promise<Response> {
  const [, edition, path] = localPath.exec(new URL(request.url).pathname) ?? [];
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  const name = decoded(path ?? '');
  const file = name === undefined ? undefined : await fileHeld(db, edition as Edition, name);
  // The words of a layer are read by the app itself.
  if (!file || file.deflated) return new Response(null, { status: 404 });
  const range = isStale(request, file) ? 'whole' : rangeOf(request.headers.get('range'), file.size);
  if (range === 'unsatisfiable') return new Response(null, { status: 416, headers: { ...headersOf(file), 'content-range': `bytes */${file.size}` } });
  const { from, to } = range === 'whole' ? { from: 0, to: file.size } : range;
  const headers = { ...headersOf(file), 'content-length': String(to - from) };
  const body = request.method === 'HEAD' ? null : fileRange(db, edition as Edition, file.path, from, to);
  if (range === 'whole') return new Response(body, { headers });
  return new Response(body, { status: 206, headers: { ...headers, 'content-range': `bytes ${from}-${to - 1}/${file.size}` } });
}

const localPath = /^\/local\/([0-9a-f]{64})\/(.+)$/;

function headersOf(file: PackFile): Record<string, string> {
  return {
    'content-type': file.type,
    'accept-ranges': 'bytes',
    etag: etagOf(file),
    'x-content-type-options': 'nosniff',
    // A page of a pack that is opened by its address gets no script, and an origin of its own.
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'",
  };
}

function etagOf(file: PackFile): string {
  return `"${file.sha256}"`;
}

function isStale(request: Request, file: PackFile): boolean {
  const condition = request.headers.get('if-range');
  return condition !== null && condition !== etagOf(file);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
