/** The film's own time in whatever plays it: the film, or a voice alone, whose file runs on where the picture would wait for it. Seconds. */
import { filmTime, voiceTime, type VoiceMap } from '../../pack/voice-map.ts';

const maps = new WeakMap<HTMLMediaElement, VoiceMap>();

/** From now on `media` plays a voice that lies on its film by `map`; without one, both run alike. */
export function layOn(media: HTMLMediaElement, map: VoiceMap | undefined): void {
  if (map) maps.set(media, map);
  else maps.delete(media);
}

/** Where the film is. */
export function secondOf(media: HTMLMediaElement): number {
  return inFilm(media, media.currentTime);
}

/** How long the film is; not a number while nobody knows. */
export function lengthOf(media: HTMLMediaElement): number {
  return inFilm(media, media.duration);
}

export function goTo(media: HTMLMediaElement, second: number): void {
  const map = maps.get(media);
  media.currentTime = map ? voiceTime(map, second) : second;
}

function inFilm(media: HTMLMediaElement, time: number): number {
  const map = maps.get(media);
  return map ? filmTime(map, time) : time;
}
