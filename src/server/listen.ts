/** Listening on this machine alone: on 127.0.0.1 and, where the machine has it, on ::1. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';

/** What a person can do something about, said in one sentence. */
export class CannotServe extends Error {}

/** Listens with the same answers on the second address; undefined where the machine has no such address. */
export async function alsoOnIpv6(answer: RequestListener, port: number): Promise<Server | undefined> {
  const server = createServer({ requestTimeout: 0 }, answer).setTimeout(120_000);
  return (await listenOn(server, port, '::1')) ? server : undefined;
}

/** False where the machine lacks the address. Throws CannotServe for a port that is taken or not allowed. */
export async function listenOn(server: Server, port: number, host: string): Promise<boolean> {
  try {
    server.listen({ port, host });
    await once(server, 'listening');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) return false;
    throw sayable(error, port);
  }
}

/** The sentence for an error of listening; the error itself when there is none. */
export function sayable(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new CannotServe(`Port ${port} is in use by another program. Stop it, or choose another port with PORT and CONTENT_PORT.`);
  if (code === 'EACCES') return new CannotServe(`This account may not use port ${port}. Choose one above 1023 with PORT and CONTENT_PORT.`);
  return error;
}

/** Lets requests end, but not for ever. */
export async function closeServer(server: Server, patience: number): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), patience);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}
