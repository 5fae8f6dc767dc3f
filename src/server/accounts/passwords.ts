/** Passwords of those who have a desk: Argon2id, and the same time for a name that nobody has. */
import { hash, verify } from '@node-rs/argon2';
import type { Store } from '../store/store.ts';

/** Argon2id, 19 MiB, two passes (OWASP's first choice); the parameters stand in the text. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'));
}

/** The person whose login and password these are, else undefined. What an unknown name costs is what a wrong password costs. */
export async function checkSignIn(store: Store, name: string, password: string): Promise<string | undefined> {
  const person = await store.read((r) =>
    r.selectFrom('person').select(['id', 'password']).where('login', '=', readLogin(name)).where('password', 'is not', null).executeTakeFirst(),
  );
  const isRight = await verify(person?.password ?? (await nobodys()), password.normalize('NFC')).catch(() => false);
  return person && isRight ? person.id : undefined;
}

/** A login as it is kept: case and spaces around it do not matter. */
export function readLogin(typed: string): string {
  return typed.trim().normalize('NFC').replaceAll('İ', 'i').toLowerCase();
}

let held: Promise<string> | undefined;
/** The hash of a password that nobody has. */
function nobodys(): Promise<string> {
  held ??= hashPassword(crypto.randomUUID());
  return held;
}
