/**
 * A voice for a reading: its passages one after the other, with a breath between them and a longer one before a heading and a page. Its map
 * has no waits; its stretches of speech are the pages, so that a page begins to be read where it is opened, and is turned when it is said.
 */
import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { splitPages, takeTitle } from '../../core/pages.ts';
import { speakable } from '../../core/translation/speakable.ts';
import type { VoiceMap } from '../../pack/voice-map.ts';
import { isTrouble, type Trouble } from '../engines/http.ts';
import type { World } from '../world.ts';
import { voiced, type Manner, type ReadingScript, type Spoken } from './script.ts';
import { thousandths } from './track.ts';
import { lengthOf, levelled, trimmed } from './wav.ts';

type Passage = { readonly text: string; readonly isHeading: boolean };

/** Seconds of silence: between passages, around a heading, before a page. */
const BREATH = 0.4;
const PAUSE = 0.8;
const TURN = 1.2;

/** Speaks a reading, unless this voice speaks it already. */
export async function speakReading(script: ReadingScript, manner: Manner, world: World): Promise<Spoken | Trouble> {
  const { key, kind, words, lang } = script;
  const pages = passagesOf(words, lang);
  const count = pages.flat().length;
  const made = await voiced(script, manner, count, async (track, done) => {
    const map: VoiceMap = { karvan: 1, holds: [], speech: [] };
    let at = BREATH;
    for (const passages of pages) {
      const begins = at;
      for (const passage of passages) {
        const sound = await manner.speaker.speak(passage.text, manner.voice, 1);
        if (isTrouble(sound)) return sound;
        const said = levelled(trimmed(sound));
        await track.write(at, said);
        at += lengthOf(said) + (passage.isHeading ? PAUSE : BREATH);
        done(1);
      }
      map.speech.push([thousandths(begins), thousandths(at)]);
      at += TURN;
    }
    return { end: at, map };
  }, world);
  return isTrouble(made) ? made : { key, kind, seconds: made.map.speech.at(-1)?.[1] ?? 0, sentences: count, waits: [], wasThere: made.wasThere };
}

/** What is said of each page, as the app shows it: headings, paragraphs, items, rows of tables, and what pictures show. */
export function passagesOf(markdown: string, lang: string): readonly (readonly Passage[])[] {
  const { title, rest } = takeTitle(markdown);
  return splitPages(rest).map((page, n) => [...(n === 0 && title !== undefined ? [{ text: speakable(title, lang), isHeading: true }] : []), ...passagesOn(page, lang)]);
}

function passagesOn(page: string, lang: string): readonly Passage[] {
  const html = micromark(page, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
  const parted = html
    .replace(/<img [^>]*?alt="([^"]*)"[^>]*>/g, '$1')
    .replace(/<\/t[dh]>\s*<t[dh]/g, ', <t')
    .replace(/<h[1-6]>/g, `\n${HEADING}`)
    .replace(/<(?:p|li|tr|blockquote|pre)\b[^>]*>/g, '\n\n')
    .replace(/<\/(?:p|h[1-6]|li|tr|blockquote|pre)>/g, '\n\n')
    .replace(/<[^>]*>/g, '');
  return parted.split(/\n\s*\n/).flatMap((each): readonly Passage[] => {
    const text = speakable(plain(each.replace(HEADING, '')), lang);
    return /[\p{L}\p{N}]/u.test(text) ? [{ text, isHeading: each.includes(HEADING) }] : [];
  });
}

/** No letter of any language. */
const HEADING = '\u0001';

function plain(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
