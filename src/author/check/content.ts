/** What a lesson brings into a pack: every file that its author named, found, opened and looked at. */
import type { LessonPlan, Material } from '../course/course.ts';
import { find, readText, type Folder, type FolderFile, type Reference } from '../course/folder.ts';
import { filmSeconds, soundSeconds } from '../course/media.ts';
import { readQuiz, type QuizPlan } from '../course/quiz.ts';
import { subtitleFaults, translationFaults } from '../course/subtitles.ts';
import type { Cue } from '../../pack/vtt.ts';
import { sayer, type Fault, type Say } from '../fault.ts';
import type { VoiceFiles } from '../layer/voices.ts';
import { readingOf, type Picture } from './reading.ts';
import { spokenFrom } from './spoken.ts';

type Files = ReadonlyMap<string, FolderFile>;

/** `toSpeak`: words that no recorded voice says, and `spoken`: voices that were made of them. */
type Speech = { readonly toSpeak: Files; readonly spoken: ReadonlyMap<string, VoiceFiles> };
/** `voices`: recorded ones. */
export type Content =
  | ({ readonly kind: 'video'; readonly full: FolderFile; readonly small?: FolderFile; readonly seconds: number; readonly voices: Files; readonly subtitles: Files } & Speech)
  | ({ readonly kind: 'audio'; readonly seconds: number; readonly voices: Files; readonly subtitles: Files } & Speech)
  | ({ readonly kind: 'reading'; readonly texts: Files; readonly pictures: readonly Picture[] } & Speech)
  | { readonly kind: 'quiz'; readonly path: string; readonly plan: QuizPlan };

export type Lesson = { readonly plan: LessonPlan; readonly content: Content };

/** What a check of lessons knows of their course. `claimed`: files that belong to one lesson, with the line that named them. */
export type Checking = {
  readonly folder: Folder;
  readonly source: string;
  readonly languages: readonly string[];
  readonly faults: Fault[];
  readonly say: Say;
  readonly claimed: Map<string, number>;
};

/** Seconds by which a voice or a smaller film may differ from its film before people notice. */
const DRIFT = 2;

/** The file by whose digest tracks name what they render. */
export function mediumOf(content: Exclude<Content, { readonly kind: 'quiz' }>, source: string): FolderFile {
  if (content.kind === 'video') return content.full;
  return (content.kind === 'audio' ? content.voices : content.texts).get(source)!;
}

/** Looks at all files of a lesson. Undefined when it cannot be packed; each reason has been said. */
export async function checkLesson(plan: LessonPlan, checking: Checking): Promise<Lesson | undefined> {
  const content = await contentOf(plan.material, plan, checking);
  return content && { plan, content };
}

async function contentOf(material: Material, plan: LessonPlan, checking: Checking): Promise<Content | undefined> {
  switch (material.kind) {
    case 'video':
      return filmOf(material, plan, checking);
    case 'audio':
      return soundOf(material, plan, checking);
    case 'reading':
      return readingOf(material.base, checking);
    case 'quiz':
      return quizOf(material.file, checking);
  }
}

async function filmOf(material: Material & { kind: 'video' }, plan: LessonPlan, checking: Checking): Promise<Content | undefined> {
  const { languages, say, faults } = checking;
  const full = claimedFile(material.full, checking);
  const small = material.small && claimedFile(material.small, checking);
  const seconds = full && (await filmSeconds(full, sayer(faults, full.path)));
  if (small && full) {
    const length = await filmSeconds(small, sayer(faults, small.path));
    if (length !== undefined && seconds !== undefined && Math.abs(length - seconds) > DRIFT) {
      say(material.small!.line, `the small film is ${length.toFixed(0)} s long, the full one ${seconds.toFixed(0)} s`, 'Make both from one film: they share their voices and subtitles.');
    }
    if (small.size >= full.size) say(material.small!.line, 'the small film is not smaller than the full one', 'Make it smaller or take it out.', 'warning');
  }
  const voices = await voicesOf(material.voices, seconds, checking);
  const subtitles = await subtitlesOf(material.subtitles, seconds, checking);
  for (const lang of languages) {
    if (!material.subtitles.has(lang)) say(plan.line, `the film has no subtitles in ${lang}`, `Write them as a .vtt file and name it under “subtitles”, “${lang}: …”.`);
  }
  return full && seconds !== undefined ? { kind: 'video', full, ...(small ? { small } : {}), seconds, voices, subtitles, ...(await speechOf(full, subtitles, material.voices, checking)) } : undefined;
}

async function soundOf(material: Material & { kind: 'audio' }, plan: LessonPlan, checking: Checking): Promise<Content | undefined> {
  const { source, languages, say, faults } = checking;
  const own = material.voices.get(source);
  if (!own) say(plan.line, `there is no sound in ${source}, the source language`, `Write “${source}: media/….m4a” under “audio”.`);
  const main = own && claimedFile(own, checking);
  const seconds = main && (await soundSeconds(main, sayer(faults, main.path)));
  const others = await voicesOf(new Map([...material.voices].filter(([lang]) => lang !== source)), seconds, checking);
  const subtitles = await subtitlesOf(material.subtitles, seconds, checking);
  for (const lang of languages) {
    if (material.subtitles.has(lang)) continue;
    if (material.voices.has(lang)) say(plan.line, `people who cannot hear have no subtitles in ${lang}`, 'Write what is said as a .vtt file and name it under “subtitles”.', 'warning');
    else say(plan.line, `the lesson has neither sound nor subtitles in ${lang}`, `Give it one of them, or take ${lang} out of “languages”.`);
  }
  return main && seconds !== undefined ? { kind: 'audio', seconds, voices: new Map([[source, main], ...others]), subtitles, ...(await speechOf(main, subtitles, material.voices, checking)) } : undefined;
}

/** A film and a sound speak their source language themselves. */
async function speechOf(medium: FolderFile, subtitles: Files, recorded: ReadonlyMap<string, Reference>, checking: Checking): Promise<Speech> {
  const toSpeak = new Map([...subtitles].filter(([lang]) => lang !== checking.source && !recorded.has(lang)));
  return { toSpeak, spoken: await spokenFrom(toSpeak, medium, checking) };
}

/** Voices that were found. One of another length than its film is a warning: it would run ahead or behind. */
async function voicesOf(references: ReadonlyMap<string, Reference>, seconds: number | undefined, checking: Checking): Promise<Files> {
  const voices = new Map<string, FolderFile>();
  for (const [lang, reference] of references) {
    const file = claimedFile(reference, checking);
    const length = file && (await soundSeconds(file, sayer(checking.faults, file.path)));
    if (!file || length === undefined) continue;
    voices.set(lang, file);
    if (seconds !== undefined && Math.abs(length - seconds) > DRIFT) {
      checking.say(reference.line, `the voice in ${lang} is ${length.toFixed(0)} s long, the lesson ${seconds.toFixed(0)} s`, 'Make them equally long; they are played side by side.', 'warning');
    }
  }
  return voices;
}

async function subtitlesOf(references: ReadonlyMap<string, Reference>, seconds: number | undefined, checking: Checking): Promise<Files> {
  const subtitles = new Map<string, FolderFile>();
  let sourceCues: readonly Cue[] | undefined;
  // The source language comes first in `languages`, so the others are compared with it.
  for (const [lang, reference] of references) {
    const file = claimedFile(reference, checking);
    const say = sayer(checking.faults, file?.path ?? reference.path);
    const text = file && (await readText(file, say));
    if (!file || text === undefined) continue;
    const cues = subtitleFaults(text, seconds, say);
    if (lang === checking.source) sourceCues = cues;
    else if (sourceCues) translationFaults(cues, sourceCues, { from: checking.source, to: lang }, say);
    subtitles.set(lang, file);
  }
  return subtitles;
}

async function quizOf(reference: Reference, checking: Checking): Promise<Content | undefined> {
  const file = claimedFile(reference, checking);
  const say = sayer(checking.faults, file?.path ?? reference.path);
  const text = file && (await readText(file, say));
  const plan = text === undefined ? undefined : readQuiz(text, checking, say);
  return file && plan && { kind: 'quiz', path: file.path.replace(/\.ya?ml$/i, ''), plan };
}

/** A file that may serve one lesson only: what belongs to two lessons could be fetched with neither. */
function claimedFile(reference: Reference, checking: Checking): FolderFile | undefined {
  const file = find(checking.folder, reference, checking.say);
  if (!file) return undefined;
  const first = checking.claimed.get(file.path);
  if (first !== undefined) checking.say(reference.line, `“${file.path}” is already used on line ${first}`, 'Copy the file under another name; it is stored and sent once only, if the two are the same.');
  checking.claimed.set(file.path, first ?? reference.line);
  return file;
}
