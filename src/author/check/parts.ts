/** The files of a pack before they are cut: each with its group, and where its bytes come from. */
import { extname } from 'node:path';
import type { CoursePlan } from '../course/course.ts';
import type { FolderFile } from '../course/folder.ts';
import { mediaType } from '../course/media.ts';
import type { Part } from '../../pack/cut.ts';
import { isPackPath, type PackFile } from '../../pack/manifest.ts';
import type { Say } from '../fault.ts';
import type { VoiceFiles } from '../layer/voices.ts';
import type { Lesson } from './content.ts';
import type { Picture } from './reading.ts';

/** `from`: a file on disk, or bytes made by us. `deflated`: what they are once unpacked. */
export type PackPart = Part & { readonly type: string; readonly from: FolderFile | Uint8Array; readonly deflated?: PackFile['deflated'] };

/** All parts of a course. Two that would have the same name in the pack are a fault. */
export function partsOf(course: CoursePlan, cover: FolderFile | undefined, lessons: readonly Lesson[], say: Say): readonly PackPart[] {
  const parts = [...lessons.flatMap(lessonParts), ...pictureParts(cover, lessons, course.languages)];
  const lineByName = new Map<string, number>();
  for (const part of parts) {
    const name = part.path.toLowerCase();
    const line = lessons.find(({ plan }) => plan.id === part.au)?.plan.line;
    if (lineByName.has(name)) say(line, `“${part.path}” would stand in the pack twice`, 'Rename the quiz file, or the file that has this name already.');
    if (!isPackPath(part.path)) say(line, `“${part.path}” is too long a name`, 'Shorten the names of the file and its folders.');
    lineByName.set(name, line ?? 0);
  }
  return parts;
}

/** Where the key of a quiz and its words lie in the pack. */
export function quizPath(path: string, lang?: string): string {
  return lang === undefined ? `${path}.json` : `${path}.${lang}.json`;
}

/** A voice that was spoken of words as it lies in the pack beside them, and the place of its map: one sound, which every phone plays where there is such a one. */
export function spokenFiles({ path }: FolderFile, { files }: VoiceFiles): { readonly sound: FolderFile; readonly map: string } {
  const base = path.slice(0, -extname(path).length);
  const { disk, size } = files.find(({ codec }) => codec === 'aac') ?? files[0]!;
  return { sound: { path: base + extname(disk), disk, size }, map: `${base}.voice.json` };
}

function lessonParts({ plan, content }: Lesson): readonly PackPart[] {
  const au = plan.id;
  const file = (from: FolderFile, rendition: Part['rendition'], lang?: string): PackPart => ({ path: from.path, size: from.size, rendition, au, ...(lang === undefined ? {} : { lang }), type: mediaType(from.path), from });
  const json = (path: string, value: unknown, lang?: string): PackPart => {
    const from = new TextEncoder().encode(JSON.stringify(value));
    return { path, size: from.length, rendition: 'text', au, ...(lang === undefined ? {} : { lang }), type: mediaType(path), from };
  };
  const spoken = ({ toSpeak, spoken: voices }: Exclude<Lesson['content'], { kind: 'quiz' }>) => [...voices].flatMap(([lang, voice]) => {
    const { sound, map } = spokenFiles(toSpeak.get(lang)!, voice);
    return [json(map, voice.map, lang), file(sound, 'audio', lang)];
  });
  const each = (files: ReadonlyMap<string, FolderFile>, rendition: Part['rendition']) => [...files].map(([lang, from]) => file(from, rendition, lang));
  switch (content.kind) {
    case 'video':
      return [file(content.full, 'video'), ...(content.small ? [file(content.small, 'video-small')] : []), ...each(content.voices, 'audio'), ...each(content.subtitles, 'text'), ...spoken(content)];
    case 'audio':
      return [...each(content.voices, 'audio'), ...each(content.subtitles, 'text'), ...spoken(content)];
    case 'reading':
      return [...each(content.texts, 'text'), ...spoken(content)];
    case 'quiz':
      return [json(quizPath(content.path), content.plan.quiz), ...[...content.plan.words].map(([lang, words]) => json(quizPath(content.path, lang), words, lang))];
  }
}

/**
 * Pictures. The cover serves the whole course, and so does a picture that two lessons show. One that is named for a language,
 * such as `form.kk.png`, costs only those who read that language, as long as no other text shows it.
 */
function pictureParts(cover: FolderFile | undefined, lessons: readonly Lesson[], languages: readonly string[]): readonly PackPart[] {
  const uses = new Map<FolderFile, { aus: Set<string>; langs: Set<string> }>();
  for (const { plan, content } of lessons) {
    for (const { file, lang } of content.kind === 'reading' ? content.pictures : ([] as readonly Picture[])) {
      const use = uses.get(file) ?? { aus: new Set(), langs: new Set() };
      use.aus.add(plan.id);
      use.langs.add(lang);
      uses.set(file, use);
    }
  }
  if (cover) uses.set(cover, { aus: new Set(), langs: new Set() });
  return [...uses].map(([from, { aus, langs }]) => {
    const [au, ...otherAus] = aus;
    const [lang, ...otherLangs] = langs;
    const named = /\.([^./]+)\.[^./]+$/.exec(from.path)?.[1];
    const isOfOneLanguage = lang !== undefined && otherLangs.length === 0 && named === lang && languages.includes(lang);
    return {
      path: from.path, size: from.size, rendition: 'text', type: mediaType(from.path), from,
      ...(au !== undefined && otherAus.length === 0 ? { au } : {}),
      ...(isOfOneLanguage ? { lang } : {}),
    };
  });
}
