/**
 * How a voice lies on its film. Another language often takes longer to say the same: then the picture waits at the end of a sentence
 * until the voice has finished (a hold); nobody is hurried and no film is made anew. A voice's file runs on through the holds, so it is
 * longer than the film by their sum. The voice of a reading lies on nothing: it has no holds, and a stretch of speech for each page.
 */
import * as v from 'valibot';

const seconds = v.pipe(v.number(), v.minValue(0));
export const voiceMapSchema = v.object({
  karvan: v.literal(1),
  /** Seconds of the film at which it waits, and how long; in their order. */
  holds: v.array(v.tuple([seconds, seconds])),
  /** Seconds of the film from when to when the voice speaks: there the film's own sound is turned down. */
  speech: v.array(v.tuple([seconds, seconds])),
});
export type VoiceMap = v.InferOutput<typeof voiceMapSchema>;

/** Where a voice is when the film is at `film`, before it waits there. Seconds. */
export function voiceTime({ holds }: Pick<VoiceMap, 'holds'>, film: number): number {
  return holds.reduce((time, [at, length]) => (at < film ? time + length : time), film);
}

/** Where a film is when its voice is at `voice`: it stands still during a hold. Seconds. */
export function filmTime({ holds }: Pick<VoiceMap, 'holds'>, voice: number): number {
  let waited = 0;
  for (const [at, length] of holds) {
    if (voice <= at + waited) break;
    if (voice < at + waited + length) return at;
    waited += length;
  }
  return voice - waited;
}
