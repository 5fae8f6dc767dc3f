import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { balanced, cuesOf } from '../../core/translation/cues.ts';
import { writeVtt, type Cue } from '../../pack/vtt.ts';
import { isWrong, readArguments, wrong, type Ending, type Given, type Wrong } from '../arguments.ts';
import { lessonsOf, readCourse, type CoursePlan, type Material } from '../course/course.ts';
import { openFolder, readText } from '../course/folder.ts';
import { subtitleFaults } from '../course/subtitles.ts';
import { engineAt } from '../engines/choose.ts';
import { transcriberNamed, type Transcriber } from '../engines/engine.ts';
import { isTrouble } from '../engines/http.ts';
import { counted, errorsIn, sayFaults, sayer, type Fault } from '../fault.ts';
import { numbered } from '../translate/source-units.ts';
import type { World } from '../world.ts';
import { readCaptions, spokenText } from './srt.ts';

type Spoken = { readonly slug: string; readonly material: Material & { readonly kind: 'video' | 'audio' } };
/** Why there are no cues. */
type Failed = { readonly kind: 'failed'; readonly what: string };

/** `karvan captions`: writes the subtitles of a film in the language that is spoken in it, heard by an engine or taken from a file. */
export async function captions(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>'], ['lang', 'asr', 'import', 'lesson', 'sound', 'timeout'], ['force']);
  if (isWrong(given)) return given;
  const { asr, import: file } = given.options;
  if ((asr === undefined) === (file === undefined)) return wrong('say where the words come from: --asr <address> or --import <file>');
  const transcriber = asr === undefined ? undefined : transcriberAt(asr, given, world);
  if (transcriber && isWrong(transcriber)) return transcriber;
  const folder = given.names[0]!;
  const course = await readPlan(folder, world);
  if (!course) return 1;
  const lang = given.options.lang ?? course.source;
  if (!course.languages.includes(lang)) return wrong(`--lang is ${lang}, which is not in “languages” of course.yaml: ${course.languages.join(', ')}`);
  const lesson = lessonIn(course, given.options.lesson);
  if (isWrong(lesson)) return lesson;
  const named = lesson.material.subtitles.get(lang)?.path;
  const path = named ?? pathFor(lesson.material, lang);
  const place = join(folder, path);
  if (!given.flags.has('force') && (await stat(place).then(({ size }) => size > 0, () => false))) return fail(`${path} is there already\n    Nothing was written. Move it away, or say --force to write over it.`, world);
  const cues = transcriber ? await heard(transcriber, join(folder, given.options.sound ?? soundOf(lesson.material, lang)), lang) : await taken(file!);
  if ('kind' in cues) return fail(cues.what, world);
  const text = writeVtt(numbered(cues));
  await mkdir(dirname(place), { recursive: true });
  await writeFile(`${place}.part`, text);
  await rename(`${place}.part`, place);
  const faults: Fault[] = [];
  subtitleFaults(text, undefined, sayer(faults, path));
  sayFaults(faults, world.err);
  world.out(`${counted(cues.length, 'cue')}; read them beside the film before they are translated`);
  if (named === undefined) world.out(`Name the file in course.yaml, lesson “${lesson.slug}”, under “subtitles”:  ${lang}: ${path}`);
  world.out(path);
  return 0;
}

/** `course.yaml` alone: a film that has no subtitles yet is no sound course yet. */
async function readPlan(folder: string, { err }: World): Promise<CoursePlan | undefined> {
  const faults: Fault[] = [];
  const files = await openFolder(folder, []);
  const yaml = files.files.get('course.yaml');
  const say = sayer(faults, 'course.yaml');
  if (!yaml) say(undefined, 'is not in the folder', 'Subtitles are written into the folder of an author, not into a built pack.');
  const text = yaml && (await readText(yaml, say));
  const plan = text === undefined ? undefined : readCourse(text, say);
  sayFaults(faults, err);
  return errorsIn(faults) > 0 ? undefined : plan;
}

function lessonIn(course: CoursePlan, slug: string | undefined): Spoken | Wrong {
  const spoken = lessonsOf(course.nodes).flatMap(({ slug: each, material }) => (material.kind === 'video' || material.kind === 'audio' ? [{ slug: each, material }] : []));
  const names = spoken.map((each) => each.slug).join(', ');
  if (spoken.length === 0) return wrong('the course has no film and no sound');
  if (slug === undefined) return spoken.length === 1 ? spoken[0]! : wrong(`--lesson is missing: ${names}`);
  return spoken.find((each) => each.slug === slug) ?? wrong(`--lesson is “${slug}”; films and sounds are ${names}`);
}

function soundOf(material: Spoken['material'], lang: string): string {
  const voice = material.voices.get(lang)?.path;
  return voice ?? (material.kind === 'video' ? material.full.path : [...material.voices.values()][0]!.path);
}

/** Beside the film or sound: `media/film.mp4` → `media/film.tr.vtt`. */
function pathFor(material: Spoken['material'], lang: string): string {
  const path = material.kind === 'video' ? material.full.path : soundOf(material, lang);
  return `${path.replace(/\.[^./]+$/, '').replace(new RegExp(`\\.${lang}$`), '')}.${lang}.vtt`;
}

async function heard(transcriber: Transcriber, sound: string, lang: string): Promise<readonly Cue[] | Failed> {
  const words = await transcriber.transcribe(sound, lang);
  if (isTrouble(words)) return { kind: 'failed', what: `${words.what}\n    ${words.mend}` };
  if (words.length === 0) return { kind: 'failed', what: 'the engine heard no words\n    Look whether this is the right film, and the right language.' };
  return cuesOf(words, lang).map((cue) => ({ ...cue, line: 0, text: spokenText(cue.text) }));
}

async function taken(file: string): Promise<readonly Cue[] | Failed> {
  const { cues, notes } = readCaptions(await readFile(file, 'utf8'));
  if (notes[0]) return { kind: 'failed', what: `${file}: ${notes[0].what}\n    Nothing was written. Export it again as .srt or .vtt in UTF-8.` };
  if (cues.length === 0) return { kind: 'failed', what: `${file}: holds no cue` };
  return cues.map((cue) => (isWide(cue.text) ? { ...cue, text: balanced(cue.text) } : cue));
}

function isWide(text: string): boolean {
  return text.split('\n').length > 2 || text.split('\n').some((line) => [...line].length > 42);
}

function transcriberAt(text: string, given: Given, world: World): Transcriber | Wrong {
  const place = engineAt(text, 'asr', given, world);
  if (isWrong(place)) return place;
  const make = transcriberNamed(place.name);
  return make ? make(place.address, place.road) : wrong(`--asr names “${place.name}”, which is no engine for transcription`);
}

function fail(text: string, { err }: World): 1 {
  err(`karvan captions: ${text}\n`);
  return 1;
}
