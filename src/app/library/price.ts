import { useState } from 'react';
import { ausOf } from '../../core/cmi5/structure.ts';
import type { Digest } from '../../core/ids.ts';
import type { Manifest, Rendition } from '../../pack/manifest.ts';
import { chosenGroups, missingPieces, piecesOf, renditions as allRenditions, renditionsIn, sizeOf, type Choice } from '../../pack/pieces.ts';
import { HEADROOM, spaceNow } from '../../device/space.ts';
import { speedHeld } from '../../device/speed.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { useLanguage } from '../ui/words.ts';
import { firstChoice } from './entry-size.ts';

/** `beyond`: bytes of it that only the network brings. */
export type RenditionPrice = { readonly rendition: Rendition; readonly bytes: number; readonly beyond: number; readonly seconds: number | undefined; readonly isSuited: boolean };
export type Price = {
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
  readonly renditions: readonly RenditionPrice[];
  readonly bytes: number;
  /** Those of them that only the network brings: all, unless a file is at hand. */
  readonly beyond: number;
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

/** A file at hand: the pieces in it, those on the phone, and what of the course is here or awaited already, which is not given up for it. */
export type AtHand = { readonly inside: Pick<ReadonlySet<Digest>, 'has'>; readonly held: ReadonlySet<Digest>; readonly here: Choice | undefined };

/** Whoever can have it within ten minutes is offered it. */
const PATIENCE = 600;

/** What a choice of this course costs exactly: bytes of pieces not held, minutes at today's speed, space before and after. */
export function usePrice(manifest: Manifest, file?: AtHand): Price | undefined {
  const { db, open } = useSession();
  const lang = useLanguage();
  const [chosen, choose] = useState<Choice>();
  const known = useHeld(async () => {
    const { preference } = await import('../../device/learning.ts');
    const languages = open && (await preference(open, 'languages'));
    return { space: await spaceNow(), speed: await speedHeld(db), languages: Array.isArray(languages) ? languages.map(String) : [lang] };
  }, [db, open, lang]);
  if (!known) return undefined;

  const { speed } = known;
  const fitting = (bytes: number) => known.space.free - bytes >= HEADROOM;
  const missing = (choice: Choice) => missingPieces(manifest, file?.held ?? nothing, choice);
  const bytesOf = (choice: Choice) => sizeOf(manifest, missing(choice));
  const beyondOf = (choice: Choice) => sizeOf(manifest, missing(choice).filter((index) => !file?.inside.has(manifest.pieces[index]![0])));
  const secondsOf = (bytes: number) => (speed === undefined || bytes === 0 ? undefined : bytes / speed);

  const here = file?.here;
  const first = here?.languages ?? [firstLanguage(manifest, known.languages, (tag) => file !== undefined && beyondOf({ languages: [tag], rendition: 'text' }) === 0)];
  const languages = chosen ? [...new Set([...(here?.languages ?? []), ...chosen.languages])] : first;
  const offered = renditionsIn(manifest).filter((each) => !here || allRenditions.indexOf(each) >= allRenditions.indexOf(here.rendition));
  const priced = offered.map((rendition) => {
    const [bytes, beyond] = [bytesOf({ languages, rendition }), beyondOf({ languages, rendition })];
    return { rendition, bytes, beyond, seconds: secondsOf(beyond) };
  });
  // Two renditions of one size are one: a course without sound has no "audio" of its own.
  const distinct = priced.filter((each, index) => priced.findIndex((other) => other.bytes === each.bytes) === index);
  const quick = distinct.filter((each) => each.seconds !== undefined && each.seconds <= PATIENCE).at(-1);
  const usual = firstChoice.map((rendition) => distinct.find((each) => each.rendition === rendition)).find((each) => each !== undefined);
  const whole = distinct.filter((each) => each.beyond === 0 && fitting(each.bytes)).at(-1);
  const suited = file ? whole : speed === undefined ? undefined : (quick ?? distinct[0]);
  // What is under way is finished first.
  const start = here && bytesOf(here) > 0 ? here : (suited ?? usual);
  const renditions = distinct.map((each) => ({ ...each, isSuited: each === suited }));

  const rendition = renditions.find((each) => each.rendition === (chosen?.rendition ?? start?.rendition)) ?? renditions[0]!;
  const choice: Choice = { languages, rendition: rendition.rendition };
  return {
    choice,
    choose,
    renditions,
    bytes: rendition.bytes,
    beyond: rendition.beyond,
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

/** The first of a person's languages that the course has and a file holds; else one that the file holds, else one that the course has. */
function firstLanguage(manifest: Manifest, preferred: readonly string[], isInside: (lang: string) => boolean): string {
  const known = preferred.filter((lang) => manifest.languages.includes(lang));
  return known.find(isInside) ?? manifest.languages.find(isInside) ?? known[0] ?? manifest.source;
}

/** What must be here before the first lesson opens. */
function firstLessonBytes(manifest: Manifest, choice: Choice): number {
  const first = ausOf(manifest.structure)[0]?.id;
  const groups = chosenGroups(manifest, choice).filter((group) => group.au === undefined || group.au === first);
  return sizeOf(manifest, groups.flatMap(piecesOf));
}
