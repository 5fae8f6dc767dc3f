/** Who speaks, and how much it may hurry. */
import { isWrong, wrong, type Given, type Wrong } from '../arguments.ts';
import { engineAt } from '../engines/choose.ts';
import { speakerNamed, type Speaker } from '../engines/engine.ts';
import { engine as espeak } from '../engines/espeak.tts.ts';
import type { World } from '../world.ts';
import type { Manner } from './script.ts';

/** A manner that has no voice yet: that depends on the language. */
export type Speaking = Pick<Manner, 'speaker' | 'most'>;

/** What `--tts` and `--max-rate` say. */
export function speakingOf(given: Given, world: World): Speaking | Wrong {
  const { 'max-rate': rate = '1.2' } = given.options;
  const most = Number(rate);
  if (!(most >= 1 && most <= 1.25)) return wrong(`--max-rate is “${rate}”; write a number from 1 to 1.25: nobody follows a voice that is hurried more`);
  const speaker = speakerOf(given, world);
  return isWrong(speaker) ? speaker : { speaker, most };
}

/** Without `--tts` the one that needs no network. */
function speakerOf(given: Given, world: World): Speaker | Wrong {
  const { tts = 'espeak' } = given.options;
  const place = tts === 'espeak' ? undefined : engineAt(tts, 'tts', given, world);
  if (place && isWrong(place)) return place;
  const speaker = place ? speakerNamed(place.name)?.(place.address, place.road) : espeak();
  return speaker ?? wrong(`--tts names “${place?.name}”; it may be espeak or openai=<address>#<model>/<voice>`);
}
