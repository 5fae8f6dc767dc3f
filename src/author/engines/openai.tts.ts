/** Speech in the way of OpenAI: `/v1/audio/speech`, as WAV. `#model` or `#model/voice` after the address names them. */
import { readWav } from '../speak/wav.ts';
import type { Speaker } from './engine.ts';
import { ask, isTrouble, trouble, type Address, type Road } from './http.ts';

export function engine({ url, model, key }: Address, road: Road): Speaker {
  const at = new URL(`${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/audio/speech`, url);
  const [name = 'tts-1', voice = 'alloy'] = model?.split('/') ?? [];
  return {
    name: `openai#${name}`,
    ready: async () => ({ voice }),
    speak: async (text, chosen, pace) => {
      const body = { model: name, input: text, voice: chosen, response_format: 'wav', speed: Math.round(pace * 100) / 100 };
      const answer = await ask({ url: at, body, wants: 'bytes', ...(key === undefined ? {} : { key }) }, road);
      if (isTrouble(answer)) return answer;
      return readWav(answer.bytes) ?? trouble(`${url.host} gives no WAV file with 16 bits a sample`, 'Use an engine that knows the response format “wav”.');
    },
  };
}
