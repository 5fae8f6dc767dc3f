import { useEffect, useState, type RefObject } from 'react';
import type { Rendering } from '../../pack/tracks.ts';
import { useSession } from '../session.tsx';
import { readText } from './local.ts';
import { cuesAt, readSubtitles, type Cue } from './subtitles.ts';
import { secondOf } from './timeline.ts';

type Line = { readonly lang: string; readonly cues: readonly Cue[] };
type Props = { readonly film: RefObject<HTMLMediaElement | null>; readonly tracks: readonly Rendering[] };

/** Up to two languages of subtitles over the picture, the first one larger. Drawn by Karvan: browsers show one language at a time. */
export function Captions({ film, tracks }: Props) {
  const lines = useLines(tracks);
  const [at, setAt] = useState(0);
  useEffect(() => {
    // `timeupdate` comes four times a second: a short sentence would stand too late.
    const timer = setInterval(() => setAt(film.current ? secondOf(film.current) : 0), 100);
    return () => clearInterval(timer);
  }, [film]);
  const shown = lines.map(({ lang, cues }) => ({ lang, words: cuesAt(cues, at).flatMap((cue) => cue.lines) })).filter(({ words }) => words.length > 0);
  if (shown.length === 0) return null;
  return (
    <div className="screen__words">
      {shown.map(({ lang, words }) => (
        <p key={lang} lang={lang} data-line={lines.findIndex((line) => line.lang === lang) + 1}>
          {words.join('\n')}
        </p>
      ))}
    </div>
  );
}

/** A track that cannot be read shows nothing: the film goes on. */
function useLines(tracks: readonly Rendering[]): readonly Line[] {
  const { db } = useSession();
  const [lines, setLines] = useState<readonly Line[]>([]);
  const wanted = tracks.map(({ edition, path }) => `${edition} ${path}`).join('\n');
  useEffect(() => {
    let isGone = false;
    const read = tracks.map(async ({ lang, edition, path }) => ({ lang, cues: readSubtitles((await readText(db, edition, path)) ?? '') }));
    void Promise.all(read).then((found) => !isGone && setLines(found));
    return () => {
      isGone = true;
    };
    // The paths say which tracks they are; the list itself is made anew at each drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [db, wanted]);
  return lines;
}
