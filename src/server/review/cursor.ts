/** Where the next page begins: a place in a list as text that a desk hands back unread. */
import * as v from 'valibot';
import { refuse } from '../refuse.ts';

export function writeCursor(place: Readonly<Record<string, string | number>>): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place in a cursor; without one, the beginning. 400 for text that is none of ours. */
export function readCursor<T>(schema: v.GenericSchema<T>, cursor: string | undefined): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return v.parse(schema, JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw refuse(400, 'request-invalid', 'after');
  }
}
