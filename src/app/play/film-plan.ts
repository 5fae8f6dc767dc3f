/** What of a film or a recording is on this phone: its picture, its voices, its subtitles. */
import { useEffect, useState } from 'react';
import type { Edition } from '../../core/ids.ts';
import type { Db } from '../../device/db.ts';
import { isFileHere } from '../../device/files.ts';
import type { Track } from '../../pack/manifest.ts';
import { tracksOf, type Rendering } from '../../pack/tracks.ts';
import { useDownload } from '../library/downloads.ts';
import { useSession } from '../session.tsx';
import type { Lesson } from './lesson.ts';
import { bestOfEach, voiceOf } from './tracks-here.ts';

/** `path` undefined: the film's own sound, or a voice of the phone that speaks the subtitles in `cues`. `map`: where the picture waits for it. `edition`: of the pack in which its file lies. */
export type Voice = { readonly lang: string; readonly edition: Edition; readonly path: string | undefined; readonly map?: string; readonly cues?: string; readonly isSynthetic: boolean; readonly isStale?: true };
export type Plan = {
  /** `film`: picture and sound. `sound`: voices alone. `words`: only subtitles. `nothing`: none of these. */
  readonly kind: 'film' | 'sound' | 'words' | 'nothing';
  readonly picture: string | undefined;
  readonly voices: readonly Voice[];
  readonly subtitles: readonly Rendering[];
  /** Languages of voices and subtitles that the pack has and this phone has not. */
  readonly absent: readonly string[];
};

/** The plan of a lesson; looked at again when a download has brought more. Undefined until it is known. */
export function usePlan(lesson: Lesson, languages: readonly string[]): Plan | undefined {
  const { db } = useSession();
  const download = useDownload(lesson.course);
  const [wanted] = useState(languages);
  const [plan, setPlan] = useState<Plan>();
  const isFetched = download?.kind === 'ready';
  useEffect(() => {
    let isGone = false;
    // A film that arrives while its sound is heard does not take the sound away: it is there at the next opening.
    void planOf(db, lesson, wanted).then((found) => !isGone && setPlan((held) => (held && (!isFetched || held.kind !== found.kind) ? held : found)));
    return () => {
      isGone = true;
    };
  }, [db, lesson, wanted, isFetched]);
  return plan;
}

async function planOf(db: Db, lesson: Lesson, wanted: readonly string[]): Promise<Plan> {
  const { manifest, edition, au, install } = lesson;
  const isHere = (path: string, at = edition) => isFileHere(db, at, path);
  const parted = async (kind: Track['kind']) => {
    const all = tracksOf(lesson, au.lesson, kind, wanted);
    const here = await Promise.all(all.map((track) => isHere(track.path, track.edition)));
    const held = all.filter((_, index) => here[index]);
    return { here: bestOfEach(held), absent: all.filter(({ lang, layer }) => layer === undefined && !held.some((each) => each.lang === lang)) };
  };
  const sources = au.lesson.kind === 'video' ? au.lesson.sources.toSorted((a, b) => Number(b.rendition === install.choice.rendition) - Number(a.rendition === install.choice.rendition)) : [];
  let picture: string | undefined;
  for (const source of sources) if (!picture && (await isHere(source.path))) picture = source.path;

  const [voices, subtitles] = [await parted('voice'), await parted('subtitles')];
  // Where the film is, its own sound is the voice of its source language.
  const isSynthetic = [...voices.here, ...voices.absent].some(({ lang, layer, engine }) => lang === manifest.source && layer === undefined && engine !== undefined);
  const own: readonly Voice[] = picture ? [{ lang: manifest.source, edition, path: undefined, isSynthetic }] : [];
  const isAlone = (track: Track) => !picture || track.lang !== manifest.source;
  const tracks = voices.here.filter(isAlone).map(voiceOf);
  const phones = picture ? await phoneVoices(subtitles.here.filter(({ lang }) => lang !== manifest.source && !tracks.some((voice) => voice.lang === lang))) : [];
  const absent = [...voices.absent.filter(isAlone), ...subtitles.absent].map((track) => track.lang);
  return {
    kind: picture ? 'film' : tracks.length > 0 ? 'sound' : subtitles.here.length > 0 ? 'words' : 'nothing',
    picture,
    voices: [...own, ...tracks, ...phones],
    subtitles: subtitles.here,
    absent: [...new Set(absent)],
  };
}

/** The phone's own voices, for subtitles in whose language none is packed. */
async function phoneVoices(subtitles: readonly Rendering[]): Promise<readonly Voice[]> {
  if (subtitles.length === 0 || !('speechSynthesis' in globalThis)) return [];
  const { voiceIn, voicesOf } = await import('./device-voice.ts');
  const voices = await voicesOf(speechSynthesis);
  return subtitles.filter(({ lang }) => voiceIn(voices, lang)).map(({ lang, edition, path, isStale }) => ({ lang, edition, path: undefined, cues: path, isSynthetic: true, ...(isStale ? { isStale } : {}) }));
}

/** The voice to hear: the one chosen, else the first that is wished for, else the first there is. */
export function voiceFor(plan: Plan, chosen: string | undefined, languages: readonly string[]): Voice | undefined {
  const wanted = chosen === undefined ? languages : [chosen, ...languages];
  return wanted.map((lang) => plan.voices.find((voice) => voice.lang === lang)).find((voice) => voice !== undefined) ?? plan.voices[0];
}

/** The subtitles to show, first line first: those chosen, else the first that is wished for, else the first there is. */
export function subtitlesFor(plan: Plan, chosen: readonly string[] | undefined, languages: readonly string[]): readonly Rendering[] {
  const find = (lang: string) => plan.subtitles.find((track) => track.lang === lang);
  if (chosen) return chosen.flatMap((lang) => find(lang) ?? []).slice(0, 2);
  return [languages.map(find).find((track) => track !== undefined) ?? plan.subtitles[0]].filter((track) => track !== undefined);
}
