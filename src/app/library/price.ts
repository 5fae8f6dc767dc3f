import { useState } from 'react';
import { ausOf } from '../../core/cmi5/structure.ts';
import type { Digest } from '../../core/ids.ts';
import type { Manifest, Rendition } from '../../pack/manifest.ts';
import { chosenGroups, missingPieces, piecesOf, renditionsIn, sizeOf, type Choice } from '../../pack/pieces.ts';
import { HEADROOM, spaceNow } from '../../device/space.ts';
import { speedHeld } from '../../device/speed.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { useLanguage } from '../ui/words.ts';
import { firstChoice } from './entry-size.ts';

export type RenditionPrice = { readonly rendition: Rendition; readonly bytes: number; readonly seconds: number | undefined; readonly isSuited: boolean };
export type Price = {
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
  readonly renditions: readonly RenditionPrice[];
  readonly bytes: number;
  /** Seconds at today's measured speed; undefined while nothing was measured. */
  readonly seconds: number | undefined;
  readonly firstSeconds: number | undefined;
  /** Bytes a second. */
  readonly speed: number | undefined;
  /** Undefined when the browser does not tell. */
  readonly free: number | undefined;
  readonly fits: boolean;
  /** The next smaller rendition that fits. */
  readonly smaller: RenditionPrice | undefined;
  /** Bytes that one more or one fewer language makes. */
  readonly languageBytes: (lang: string) => number;
};

/** Whoever can have it within ten minutes is offered it. */
const PATIENCE = 600;

/** What a choice of this course costs exactly: bytes of pieces not held, minutes at today's speed, space before and after. */
export function usePrice(manifest: Manifest, held: ReadonlySet<Digest> = nothing): Price | undefined {
  const { db, open } = useSession();
  const lang = useLanguage();
  const [chosen, choose] = useState<Choice>();
  const known = useHeld(async () => {
    const { preference } = await import('../../device/learning.ts');
    const languages = open && (await preference(open, 'languages'));
    return { space: await spaceNow(), speed: await speedHeld(db), languages: Array.isArray(languages) ? languages.map(String) : [lang] };
  }, [db, open, lang]);
  if (!known) return undefined;

  const wanted = known.languages.filter((tag) => manifest.languages.includes(tag)).slice(0, 1);
  const languages = chosen?.languages ?? (wanted.length > 0 ? wanted : [manifest.source]);
  const { speed } = known;
  const bytesOf = (choice: Choice) => sizeOf(manifest, missingPieces(manifest, held, choice));
  const secondsOf = (bytes: number) => (speed === undefined ? undefined : bytes / speed);

  const priced = renditionsIn(manifest).map((rendition) => {
    const bytes = bytesOf({ languages, rendition });
    return { rendition, bytes, seconds: secondsOf(bytes) };
  });
  // Two renditions of one size are one: a course without sound has no "audio" of its own.
  const distinct = priced.filter((each, index) => priced.findIndex((other) => other.bytes === each.bytes) === index);
  const quick = distinct.filter((each) => each.seconds !== undefined && each.seconds <= PATIENCE).at(-1);
  const first = firstChoice.map((rendition) => distinct.find((each) => each.rendition === rendition)).find((each) => each !== undefined);
  const suited = speed === undefined ? undefined : (quick ?? distinct[0]);
  const renditions = distinct.map((each) => ({ ...each, isSuited: each === suited }));

  const rendition = renditions.find((each) => each.rendition === (chosen?.rendition ?? (suited ?? first)?.rendition)) ?? renditions[0]!;
  const choice: Choice = { languages, rendition: rendition.rendition };
  const fitting = (bytes: number) => known.space.free - bytes >= HEADROOM;
  return {
    choice,
    choose,
    renditions,
    bytes: rendition.bytes,
    seconds: rendition.seconds,
    firstSeconds: secondsOf(firstLessonBytes(manifest, choice)),
    speed,
    free: known.space.quota === 0 ? undefined : known.space.free,
    fits: fitting(rendition.bytes),
    smaller: renditions.filter((each) => each.bytes < rendition.bytes && fitting(each.bytes)).at(-1),
    languageBytes: (tag) => {
      const others = languages.filter((each) => each !== tag);
      return bytesOf({ ...choice, languages: [...others, tag] }) - (others.length > 0 ? bytesOf({ ...choice, languages: others }) : 0);
    },
  };
}

const nothing: ReadonlySet<Digest> = new Set();

/** What must be here before the first lesson opens. */
function firstLessonBytes(manifest: Manifest, choice: Choice): number {
  const first = ausOf(manifest.structure)[0]?.id;
  const groups = chosenGroups(manifest, choice).filter((group) => group.au === undefined || group.au === first);
  return sizeOf(manifest, groups.flatMap(piecesOf));
}
