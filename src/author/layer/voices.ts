/** Voices as `karvan translate --voiceover` and `karvan speak` leave them: `translations/voice/<lang>/<medium or reading>.json`, and its sound files beside it. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { voiceMapSchema, type VoiceMap } from '../../pack/voice-map.ts';

/** Folder in a course where the work of its translators lies, which is packed as layers of its own, and its voices. */
export const TRANSLATIONS = 'translations';

/** `from`: SHA-256 of the subtitles (WebVTT) or the text (Markdown) that were spoken. `pace`: how fast it might speak. */
const voiceRecordSchema = v.object({ karvan: v.literal(1), from: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), engine: v.string(), voice: v.string(), pace: v.optional(v.number(), 1), map: voiceMapSchema });
export type VoiceRecord = v.InferOutput<typeof voiceRecordSchema>;
/** `of`: digest of the medium, or of the reading in its source language. */
export type VoiceFiles = {
  readonly lang: string;
  readonly of: string;
  readonly from: string;
  readonly engine: string;
  readonly voice: string;
  readonly pace: number;
  readonly map: VoiceMap;
  readonly files: readonly { readonly disk: string; readonly size: number; readonly codec: 'opus' | 'aac' }[];
};

/** Where a voice of a medium lies, without ending. */
export function voicePath(translations: string, lang: string, of: string): string {
  return join(translations, 'voice', lang, of);
}

/** The records of voices among paths inside a course. */
export function voiceRecords(paths: Iterable<string>): readonly { readonly path: string; readonly lang: string; readonly of: string }[] {
  return [...paths].flatMap((path) => {
    const [, lang, of] = /^translations\/voice\/([^/]+)\/([0-9a-f]{64})\.json$/.exec(path) ?? [];
    return lang === undefined || of === undefined ? [] : [{ path, lang, of }];
  });
}

/** A voice that is whole; undefined when there is none. */
export async function readVoice(translations: string, lang: string, of: string): Promise<VoiceFiles | undefined> {
  const base = voicePath(translations, lang, of);
  const text = await readFile(`${base}.json`, 'utf8').catch(() => undefined);
  const record = v.safeParse(voiceRecordSchema, text === undefined ? undefined : jsonIn(text));
  if (!record.success) return undefined;
  const files: VoiceFiles['files'][number][] = [];
  for (const [ending, codec] of [['webm', 'opus'], ['m4a', 'aac']] as const) {
    const disk = `${base}.${ending}`;
    const place = await stat(disk).catch(() => undefined);
    if (place?.isFile()) files.push({ disk, size: place.size, codec });
  }
  const { from, engine, voice, pace, map } = record.output;
  return files.length > 0 ? { lang, of, from, engine, voice, pace, map, files } : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
