/** Signing in and out of the desk. Guessing is slowed by name and, more patiently, by address: a whole ministry has one. */
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import type { InferOutput } from 'valibot';
import { signInSchema, type Me, type Unit } from '../../sync/desk.ts';
import type { Deps } from '../deps.ts';
import { refuse, refuseFor } from '../refuse.ts';
import { shape } from '../shape.ts';
import { audit } from '../store/audit.ts';
import type { Reader } from '../store/store.ts';
import { deskOf, deskRoles, endSession, grantsOf, guardDesk, open, openSession, setCookie } from './desk-session.ts';
import { checkSignIn, readLogin } from './passwords.ts';
import { hasRole, scopeOf, type Desk } from './scope.ts';
import { tries } from './tries.ts';

/** `POST`, `GET` and `DELETE /api/desk/session`. */
export function signInRoutes(app: FastifyInstance, deps: Deps): void {
  const slow = tries(deps.now, (key) => (key.startsWith('name ') ? { free: 5, first: 2000, last: 900_000 } : { free: 60, first: 1000, last: 60_000 }));

  app.post('/api/desk/session', { schema: { body: shape(signInSchema) } }, async (request, reply) => {
    const { name, password } = request.body as InferOutput<typeof signInSchema>;
    const keys = { name: `name ${readLogin(name)}`, address: `address ${request.ip}` };
    const wait = slow.wait(keys.name, keys.address);
    if (wait > 0) throw refuseFor(wait);
    // Counted before it is checked: of a hundred guesses sent at once, five are looked at.
    slow.wrong(keys.name);
    const person = await checkSignIn(deps.store, name, password);
    const grants = person === undefined ? [] : await deps.store.read((r) => grantsOf(r, person));
    if (person === undefined || !grants.some((grant) => grant.role !== 'learner')) {
      slow.wrong(keys.address);
      await deps.store.write((w) => audit(w, { at: deps.now(), who: person ?? '', what: 'sign-in-refused', detail: { address: request.ip } }));
      throw refuse(401, 'sign-in-wrong');
    }
    slow.right(keys.name);
    const token = await deps.store.write(async (w) => {
      await audit(w, { at: deps.now(), who: person, what: 'signed-in' });
      return openSession(w, person, deps.now());
    });
    setCookie(request, reply, token);
    return deps.store.read(async (r) => meOf(r, { person, name: await nameOf(r, person), grants }));
  });

  app.delete('/api/desk/session', async (request, reply) => {
    await deps.store.write(async (w) => {
      const person = await endSession(w, request);
      if (person !== undefined) await audit(w, { at: deps.now(), who: person, what: 'signed-out' });
    });
    setCookie(request, reply, undefined);
    return reply.code(204).send();
  });

  void app.register(async (guarded) => {
    guardDesk(guarded, deps);
    guarded.get('/api/desk/session', { config: open(...deskRoles) }, (request) => deps.store.read((r) => meOf(r, deskOf(request))));
  });
}

async function meOf(r: Reader, desk: Desk): Promise<Me> {
  const rows = hasRole(desk, ...deskRoles) ? await unitsOf(r, desk) : [];
  return { person: desk.person, name: desk.name, grants: [...desk.grants], units: rows };
}

/** All units in scope, each after its parent. A parent out of scope is not named. */
async function unitsOf(r: Reader, desk: Desk): Promise<Unit[]> {
  type Row = { id: string; kind: Unit['kind']; name: string; parent: string | null };
  const { rows } = await sql<Row>`
    with recursive ${scopeOf(desk, deskRoles)},
    tree(id, depth) as (
      select s.id, 0 from scope s join unit u on u.id = s.id where u.parent is null or u.parent not in (select id from scope)
      union all select u.id, tree.depth + 1 from unit u join tree on u.parent = tree.id
    )
    select u.id, u.kind, u.name, case when tree.depth > 0 then u.parent end as parent
    from tree join unit u on u.id = tree.id order by tree.depth, u.id`.execute(r);
  return rows.map(({ parent, name, ...unit }) => ({ ...unit, name: JSON.parse(name) as Unit['name'], ...(parent === null ? {} : { parent }) }));
}

async function nameOf(r: Reader, person: string): Promise<string> {
  return (await r.selectFrom('person').select('name').where('id', '=', person).executeTakeFirstOrThrow()).name;
}
