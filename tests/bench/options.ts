/** What a person may say on the command line. */
import { parseArgs } from 'node:util';

/** `isQuick`: small inputs, to see that all works; its figures mean nothing. */
export type Options = { readonly rounds: number; readonly seconds: number; readonly isQuick: boolean };

export function optionsOf(args: readonly string[], usual: { rounds: number; seconds?: number }): Options {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' }, seconds: { type: 'string' }, quick: { type: 'boolean' } } });
  const isQuick = values.quick ?? false;
  return { rounds: count(values.rounds) ?? (isQuick ? 1 : usual.rounds), seconds: count(values.seconds) ?? (isQuick ? 5 : (usual.seconds ?? 60)), isQuick };
}

function count(said: string | undefined): number | undefined {
  if (said === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(said)) throw new Error(`${said} is no number from 1 to 9999`);
  return Number(said);
}
