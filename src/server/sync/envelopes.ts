/**
 * `POST /api/envelopes`: the one door through which learning comes in. 200 with a sealed reply only when all of it is on the disk; 202
 * for a phone that nobody enrolled; 400 for bytes that can never be read; 413 and 429 to come again smaller or later.
 */
import type { FastifyInstance } from 'fastify';
import { SEALED } from '../../sync/protocol.ts';
import type { Deps } from '../deps.ts';
import { refuse, Refusal } from '../refuse.ts';
import { opener } from './opening.ts';
import { replier } from './replying.ts';
import type { Aside } from './unknown.ts';

const MOST_BYTES = 2 * 1024 * 1024;
/** A phone may send so many at once, and so many a second after that. */
const BURST = 120;
const PER_SECOND = 2;

export function envelopeRoutes(app: FastifyInstance, deps: Deps, aside: Aside): void {
  const [open, replyTo] = [opener(deps), replier(deps)];
  const waitOf = pace(deps.now);
  app.addContentTypeParser(SEALED, { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
  app.post<{ Body: string }>('/api/envelopes', async (request, reply) => {
    if (typeof request.body !== 'string') throw refuse(415, 'request-invalid', `content-type: ${SEALED}`);
    const opening = await open(request.body);
    switch (opening.kind) {
      case 'unreadable':
        throw refuse(400, 'envelope-unreadable');
      case 'too-large':
        throw refuse(413, 'envelope-too-large');
      case 'unknown-device':
        await aside.keep(request.body);
        return reply.code(202).send({ code: 'device-unknown' });
      case 'opened': {
        // By the key that signed it: a whole district may stand behind one address.
        const wait = waitOf(opening.opened.kid);
        if (wait > 0) throw new Refusal(429, 'server-busy', undefined, wait);
        await deps.ingest(opening.opened);
        return reply.type(SEALED).header('cache-control', 'no-store').send(await replyTo(opening.opened));
      }
    }
  });
}

/** Seconds that a key has to wait; 0 takes one of its turns. */
function pace(now: () => number): (key: string) => number {
  const turns = new Map<string, { left: number; at: number }>();
  return (key) => {
    const at = now();
    const held = turns.get(key);
    // A clock that was set back takes no turns away.
    const since = Math.max(0, at - (held?.at ?? at));
    const left = Math.min(BURST, (held?.left ?? BURST) + (since / 1000) * PER_SECOND);
    if (turns.size >= 100_000) turns.clear();
    turns.set(key, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? 0 : Math.ceil((1 - left) / PER_SECOND);
  };
}
