/** Transcription in the way of OpenAI: `/v1/audio/transcriptions`, `verbose_json`, with times of segments and, where it can, of words. */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import type { TimedWord } from '../../core/translation/cues.ts';
import type { Transcriber } from './engine.ts';
import { heardWords } from './heard.ts';
import { ask, isTrouble, trouble, type Address, type Road } from './http.ts';

const time = v.pipe(v.number(), v.minValue(0));
const answerSchema = v.object({
  segments: v.array(v.object({ text: v.string(), start: time, end: time, no_speech_prob: v.optional(v.number()), avg_logprob: v.optional(v.number()) })),
  words: v.optional(v.array(v.object({ word: v.string(), start: time, end: time }))),
});

export function engine({ url, model, key }: Address, road: Road): Transcriber {
  const at = new URL(`${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/audio/transcriptions`, url);
  return {
    transcribe: async (sound, lang) => {
      const body = new FormData();
      // A blob of a file is read while it is sent: a film never lies in memory.
      body.append('file', await openAsBlob(sound), basename(sound));
      for (const [name, value] of [['model', model ?? 'whisper-1'], ['language', lang.split('-')[0]!], ['response_format', 'verbose_json'], ['timestamp_granularities[]', 'segment'], ['timestamp_granularities[]', 'word']] as const) body.append(name, value);
      const answer = await ask({ url: at, body, ...(key === undefined ? {} : { key }) }, road);
      if (isTrouble(answer)) return answer;
      const parsed = v.safeParse(answerSchema, answer.json);
      if (!parsed.success) return trouble(`${url.host} gives no times with its words`, 'Use an engine that knows the response format “verbose_json”.');
      const { segments, words } = parsed.output;
      return heardWords(segments.map((each) => ({ ...each, speechless: each.no_speech_prob ?? 0, doubt: -(each.avg_logprob ?? 0) })), words?.map(({ word, ...times }) => ({ text: word, ...times })) ?? []) satisfies readonly TimedWord[];
    },
  };
}
