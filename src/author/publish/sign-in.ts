/** With which server, name and password the command line speaks. */
import { addressIn, isThisMachine } from '../address.ts';
import { wrong, type Wrong } from '../arguments.ts';
import type { World } from '../world.ts';

/** Whom to speak to, and as whom. */
export type Seat = { readonly base: URL; readonly user: string };

/** What was typed, as a seat. `option`: in which the address was given. */
export function seatAt(server: string | undefined, user: string | undefined, option: string): Seat | Wrong {
  if (server === undefined) return wrong(`${option} is missing: the address of the server`);
  if (user === undefined) return wrong('--as is missing: the name with which you sign in');
  const base = addressIn(server);
  if (base === undefined || base.hash !== '') return wrong(`${option} is “${server}”; write an address such as https://karvan.example, without name and password`);
  if (user === '' || user.includes(':')) return wrong('a name to sign in with has no colon');
  return { base, user };
}

/** Header of HTTP Basic; the password is that of $KARVAN_PASSWORD, or is asked for. `command`: who warns. */
export async function authorizationOf({ base, user }: Seat, command: string, world: World): Promise<string | Wrong> {
  const password = world.env.KARVAN_PASSWORD ?? (await world.askSecret(`Password of ${user} at ${base.host}: `));
  if (password === undefined) return wrong('there is no password: put it into $KARVAN_PASSWORD, or run this on a terminal');
  if (base.protocol === 'http:' && !isThisMachine(base)) world.err(`${command}: warning: ${base.host} is not reached by https, so others on the network can read the password\n`);
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** Address of something beneath the server's own. */
export function beneath({ base }: Seat, path: string): URL {
  return new URL(`${base.pathname.replace(/\/+$/, '')}${path}`, base);
}
