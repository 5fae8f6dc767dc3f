/** Who sits at the desk: a cookie that no script can read, kept here only as its digest. */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../sync/desk.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import type { Reader, Writer } from '../store/store.ts';
import { hasRole, type Desk } from './scope.ts';

/** Roles that have a desk. A learner has none. */
export const deskRoles = ['trainer', 'supervisor', 'author', 'translator', 'operator'] as const satisfies readonly Role[];

/** `{ config: open('supervisor') }`: who may use a route of the desk. */
export function open(...roles: readonly Role[]): { readonly roles: readonly Role[] } {
  return { roles };
}

/** Lets into the routes of this scope only those whose role the route names. A route that names none is nobody's. */
export function guardDesk(app: FastifyInstance, deps: Deps): void {
  app.addHook('onRequest', async (request, reply) => {
    const { roles = [] } = request.routeOptions.config as { readonly roles?: readonly Role[] };
    const desk = await findDesk(request, reply, deps);
    if (!hasRole(desk, ...roles)) throw refuse(403, 'not-allowed');
    void reply.header('cache-control', 'no-store');
    desks.set(request, desk);
  });
}

/** Who asks, in a route that `guardDesk` guards. */
export function deskOf(request: FastifyRequest): Desk {
  const desk = desks.get(request);
  if (!desk) throw new Error(`unguarded: ${request.routeOptions.url}`);
  return desk;
}

/** Opens a session and hands out its cookie. Old ones that ran out are swept with it. */
export async function openSession(w: Writer, person: string, now: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const made = new Date(now).toISOString();
  await w.deleteFrom('session').where('expires', '<', made).execute();
  await w.insertInto('session').values({ hash: hashOf(token), person, made, expires: new Date(now + LIFE).toISOString() }).execute();
  return token;
}

/** Ends the session of a request, if it has one. Gives whose it was. */
export async function endSession(w: Writer, request: FastifyRequest): Promise<string | undefined> {
  const token = tokenOf(request);
  if (!token) return undefined;
  const ended = await w.deleteFrom('session').where('hash', '=', hashOf(token)).returning('person').executeTakeFirst();
  return ended?.person;
}

/** Sets the cookie, or with no token takes it away. Secure wherever the way to us is. */
export function setCookie(request: FastifyRequest, reply: FastifyReply, token: string | undefined): void {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  void reply.header('set-cookie', `${COOKIE}=${token ?? ''}; Path=/api; HttpOnly; SameSite=Strict; Max-Age=${token ? LIFE / 1000 : 0}${secure}`);
}

export async function grantsOf(r: Reader, person: string): Promise<Desk['grants']> {
  return r.selectFrom('grants').select(['role', 'unit']).where('person', '=', person).orderBy('role').orderBy('unit').execute();
}

const COOKIE = 'karvan-desk';
const LIFE = 12 * 3_600_000;
/** A session is made longer at most this often: reading a list should not write. */
const RENEWAL = 10 * 60_000;
const desks = new WeakMap<FastifyRequest, Desk>();

async function findDesk(request: FastifyRequest, reply: FastifyReply, deps: Deps): Promise<Desk> {
  const token = tokenOf(request);
  if (!token) throw refuse(401, 'sign-in-expired');
  const [hash, now] = [hashOf(token), deps.now()];
  const found = await deps.store.read(async (r) => {
    const session = await r
      .selectFrom('session')
      .innerJoin('person', 'person.id', 'session.person')
      .select(['person.id', 'person.name', 'session.expires'])
      .where('session.hash', '=', hash)
      .where('session.expires', '>', new Date(now).toISOString())
      .executeTakeFirst();
    return session && { session, grants: await grantsOf(r, session.id) };
  });
  if (!found) throw refuse(401, 'sign-in-expired');
  if (Date.parse(found.session.expires) - now < LIFE - RENEWAL) {
    await deps.store.write((w) => w.updateTable('session').set({ expires: new Date(now + LIFE).toISOString() }).where('hash', '=', hash).execute());
    setCookie(request, reply, token);
  }
  return { person: found.session.id, name: found.session.name, grants: found.grants };
}

function tokenOf(request: FastifyRequest): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const mine = pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return mine === undefined || mine === '' ? undefined : mine;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
