/** The origins on which other makers' courses will run: `s0`…`s3` by Host header. Nothing of the app and nothing of a person is there. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export const slotNames = ['s0', 's1', 's2', 's3'] as const;

/** `page`: the HTML that a slot begins with. `app`: origins that may frame it. */
export function slotServer(page: string, app: readonly string[]): Server {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${app.join(' ')}`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // The app's page is another origin, and frames this one.
    'cross-origin-resource-policy': 'cross-origin',
  };
  return createServer({ requestTimeout: 30_000 }, (request, response) => answer(request, response, page, headers));
}

function answer(request: IncomingMessage, response: ServerResponse, page: string, headers: Record<string, string>): void {
  const isSlot = slotNames.some((name) => request.headers.host?.startsWith(`${name}.`));
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isSlot || !isRead || request.url !== '/') {
    response.writeHead(isRead ? 404 : 405, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }).end();
    return;
  }
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : page);
}
