/** A road that is cut after so many bytes, in either direction: plain TCP, so that headers can be cut too. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type CutRoad = {
  readonly origin: string;
  /** Bytes that are let through each way from now on; then the connection is cut, once. Infinity: all. */
  left: { up: number; down: number };
  /** Bytes that went over each way since it was last looked at. */
  readonly went: { up: number; down: number };
  readonly close: () => Promise<void>;
};

export async function aCutRoad(to: number): Promise<CutRoad> {
  const open = new Set<Socket>();
  const server = createServer((phone) => {
    const far = connect(to, '127.0.0.1');
    const drop = () => {
      phone.destroy();
      far.destroy();
    };
    for (const [from, into, way] of [[phone, far, 'up'], [far, phone, 'down']] as const) {
      open.add(from);
      from.on('data', (chunk: Buffer) => {
        const part = chunk.subarray(0, road.left[way]);
        road.left[way] -= part.length;
        road.went[way] += part.length;
        if (road.left[way] > 0) return void into.write(part);
        road.left = { up: Infinity, down: Infinity };
        // What was let through arrives; what comes after never does.
        into.end(part, drop);
      });
      from.on('error', drop).on('close', () => (open.delete(from), into.end()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const road: CutRoad = {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    left: { up: Infinity, down: Infinity },
    went: { up: 0, down: 0 },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return road;
}
