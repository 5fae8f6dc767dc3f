/** LibreTranslate: `GET /languages`, `POST /translate` with a list of texts. */
import * as v from 'valibot';
import type { Asked, Translator } from './engine.ts';
import { ask, isTrouble, trouble, type Address, type Road } from './http.ts';

const languagesSchema = v.array(v.object({ code: v.string(), targets: v.optional(v.array(v.string())) }));
const answerSchema = v.object({ translatedText: v.array(v.string()) });

export function engine({ url, key }: Address, road: Road): Translator {
  const at = (path: string) => new URL(`${url.pathname.replace(/\/+$/, '')}/${path}`, url);
  return {
    name: 'libretranslate',
    keepsCues: false,
    most: { lines: 25, characters: 4000 },
    around: 80,
    ready: async (pairs) => {
      const answer = await ask({ url: at('languages') }, road);
      if (isTrouble(answer)) return answer;
      const known = v.safeParse(languagesSchema, answer.json);
      if (!known.success) return trouble(`${url.host} does not say its languages as LibreTranslate does`, 'Check the address.');
      const lacks = pairs.find(({ from, to }) => !known.output.find(({ code }) => isSame(code, from))?.targets?.some((code) => isSame(code, to)));
      return lacks && trouble(`${url.host} cannot translate ${lacks.from} into ${lacks.to}`, 'Install that language there, go through another one with --pivot, or use another engine.');
    },
    translate: async (asked) => {
      const body = { q: asked.lines.map(({ text }) => text), source: codeOf(asked.from), target: codeOf(asked.to), format: 'text', ...(key === undefined ? {} : { api_key: key }) };
      const answer = await ask({ url: at('translate'), body }, road);
      return isTrouble(answer) ? answer : translations(answer.json, asked);
    },
  };
}

/** By their places: an answer with more or fewer texts than were asked for belongs to nobody. */
function translations(json: unknown, { lines }: Asked): ReadonlyMap<string, string> {
  const parsed = v.safeParse(answerSchema, json);
  if (!parsed.success || parsed.output.translatedText.length !== lines.length) return new Map();
  return new Map(lines.map(({ id }, n) => [id, parsed.output.translatedText[n]!]));
}

function codeOf(tag: string): string {
  return tag.split('-')[0]!;
}

function isSame(code: string, tag: string): boolean {
  return codeOf(code) === codeOf(tag);
}
