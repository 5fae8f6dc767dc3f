/** An engine as it is typed: `openai=http://localhost:8000#model`, with its key from the environment and a cap on its cost. */
import { addressIn, isThisMachine } from '../address.ts';
import { wrong, type Given, type Wrong } from '../arguments.ts';
import type { World } from '../world.ts';
import type { Address, Road } from './http.ts';

type EngineAt = { readonly name: string; readonly address: Address; readonly road: Road };

/** Seconds. Hearing a film may take as long as the film. */
const PATIENCE = { mt: 120, asr: 7200, tts: 120 };

/** `kind`: option, and part of the key's name. Without a name before the address it is `openai`, as most engines are. */
export function engineAt(text: string, kind: 'mt' | 'asr' | 'tts', { options }: Given, world: World): EngineAt | Wrong {
  const [, name = 'openai', place = ''] = /^(?:([a-z][a-z0-9-]*)=)?(.*)$/s.exec(text)!;
  const url = addressIn(place);
  if (!url) return wrong(`--${kind} is “${text}”; write it such as ${kind === 'mt' ? 'libretranslate=' : ''}http://localhost:5000, without name and password`);
  const model = decodeURIComponent(url.hash.slice(1));
  url.hash = '';
  const numbers = (['timeout', 'price', 'cost-cap'] as const).map((option) => ({ option, value: options[option] }));
  const bad = numbers.find(({ value }) => value !== undefined && !(/^\d+(\.\d+)?$/.test(value) && Number(value) >= 0));
  if (bad) return wrong(`--${bad.option} is “${bad.value}”; write a number`);
  const [timeout, price, cap] = numbers.map(({ value }) => (value === undefined ? undefined : Number(value)));
  if (cap !== undefined && price === undefined) return wrong('--cost-cap needs --price: what a million characters cost');
  const key = world.env[`KARVAN_${kind.toUpperCase()}_KEY`];
  if (key !== undefined && url.protocol === 'http:' && !isThisMachine(url)) world.err(`karvan: warning: ${url.host} is not reached by https, so others on the network can read the key\n`);
  const { fetch, sleep, chance, now } = world;
  const road: Road = { fetch, sleep, chance, now, patience: (timeout ?? PATIENCE[kind]) * 1000, meter: meterOf(price ?? 0, cap) };
  return { name, address: { url, ...(model === '' ? {} : { model }), ...(key === undefined ? {} : { key }) }, road };
}

/** `price`: of a million characters. */
export function costOf(characters: number, price: number): number {
  return (characters / 1e6) * price;
}

function meterOf(price: number, cap = Number.POSITIVE_INFINITY): Road['meter'] {
  let characters = 0;
  return {
    allows: (more) => costOf(characters + more, price) <= cap,
    count: (more) => {
      characters += more;
    },
  };
}
