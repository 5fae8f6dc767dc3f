/** Who speaks, and what is said of it when it has spoken. */
import { isWrong, wrong, type Given, type Wrong } from '../arguments.ts';
import { engineAt } from '../engines/choose.ts';
import { speakerNamed, type Speaker } from '../engines/engine.ts';
import { engine as espeak } from '../engines/espeak.tts.ts';
import type { World } from '../world.ts';
import type { Spoken } from './voiceover.ts';

/** What `--tts` names; without it the one that needs no network. */
export function speakerOf(given: Given, world: World): Speaker | Wrong {
  const { tts = 'espeak' } = given.options;
  const place = tts === 'espeak' ? undefined : engineAt(tts, 'tts', given, world);
  if (place && isWrong(place)) return place;
  const speaker = place ? speakerNamed(place.name)?.(place.address, place.road) : espeak();
  return speaker ?? wrong(`--tts names “${place?.name}”; it may be espeak or openai=<address>#<model>/<voice>`);
}

export function saidOf({ key, kind, seconds, sentences, waits, wasThere }: Spoken, speaker: Speaker): string {
  const waited = waits.reduce((sum, each) => sum + each, 0);
  const how = kind === 'reading' ? `${sentences} passages by ${speaker.name}, ${seconds.toFixed(0)} s` : `${sentences} sentences by ${speaker.name}; the picture waits ${waits.length} times, ${waited.toFixed(1)} s of ${seconds.toFixed(0)} s, at most ${Math.max(0, ...waits).toFixed(1)} s`;
  return `${key} is spoken in ${how}${wasThere ? '; it was there already' : ''}`;
}
