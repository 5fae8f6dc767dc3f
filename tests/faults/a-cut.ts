/** A road that is cut after so many bytes, in either direction, slow and lossy if one likes: plain TCP, so that headers can be cut too. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type CutRoad = {
  readonly origin: string;
  /** Bytes that are let through each way from now on; then the connection is cut, once. Infinity: all. */
  left: { up: number; down: number };
  /** Bytes a second towards the phone, and the share of packets that come only at the second try. */
  pace: { speed: number; loss: number } | undefined;
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
        if (road.left[way] > 0 && way === 'down' && road.pace) return void slowly(from, into, part, road.pace);
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
    pace: undefined,
    went: { up: 0, down: 0 },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return road;
}

/** Packet by packet; meanwhile nothing more is taken from the other side. A lost one comes after the usual time of a retransmission. */
async function slowly(from: Socket, into: Socket, bytes: Buffer, { speed, loss }: { speed: number; loss: number }): Promise<void> {
  from.pause();
  for (let at = 0; at < bytes.length && !into.destroyed; at += PACKET) {
    const part = bytes.subarray(at, at + PACKET);
    await new Promise((resolve) => setTimeout(resolve, (part.length / speed) * 1000 + (chance() < loss ? RETRANSMISSION : 0)));
    into.write(part);
  }
  from.resume();
}

const PACKET = 1400;
const RETRANSMISSION = 200;

let state = 7;
/** 0…1, the same in every run. */
function chance(): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return state / 4_294_967_296;
}
