/** HTTP Basic for the author's command line, which signs each of its requests. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { checkSignIn, readLogin } from '../accounts/passwords.ts';
import { tries } from '../accounts/tries.ts';
import type { Deps } from '../deps.ts';
import { refuse, refuseFor } from '../refuse.ts';

/** A password that was right is right for so long: a pack is four requests, and to weigh it once is enough. */
const KNOWN_FOR = 5 * 60_000;
const MOST_KNOWN = 1000;

/** Gives the person who asks, if they have the role of author: else 401 `sign-in-wrong`, 403 `not-allowed` or 429. */
export function authorSignIn({ store, now }: Deps): (request: FastifyRequest) => Promise<string> {
  const known = new Map<string, { readonly person: string; readonly until: number }>();
  const slow = tries(now, (key) => ({ free: key.startsWith('name:') ? 5 : 50, first: 1000, last: 300_000 }));
  const weigh = async (name: string, password: string, address: string) => {
    const wait = slow.wait(`name:${name}`, `address:${address}`);
    if (wait > 0) throw refuseFor(wait);
    // Counted before it is checked: of a hundred guesses sent at once, a few are looked at.
    slow.wrong(`name:${name}`);
    const person = await checkSignIn(store, name, password);
    if (person === undefined) {
      slow.wrong(`address:${address}`);
      throw refuse(401, 'sign-in-wrong');
    }
    slow.right(`name:${name}`);
    return person;
  };
  return async (request) => {
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const [name, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    if (!name || rest.length === 0) throw refuse(401, 'sign-in-wrong');
    const digest = createHash('sha256').update(encoded).digest('hex');
    const held = known.get(digest);
    const isKnown = held !== undefined && held.until > now();
    const person = isKnown ? held.person : await weigh(readLogin(name), rest.join(':'), request.ip);
    if (known.size >= MOST_KNOWN) known.clear();
    if (!isKnown) known.set(digest, { person, until: now() + KNOWN_FOR });
    const grant = await store.read((r) => r.selectFrom('grants').select('role').where('person', '=', person).where('role', '=', 'author').executeTakeFirst());
    if (!grant) throw refuse(403, 'not-allowed');
    return person;
  };
}
