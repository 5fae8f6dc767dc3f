/** The check of a whole course folder: every fault in one go, so that an author mends in one round and not in twenty. */
import { realpath, stat } from 'node:fs/promises';
import { cut, type Cut } from '../../pack/cut.ts';
import { lessonsOf, readCourse, type CoursePlan } from '../course/course.ts';
import { digestOfFile, find, openFolder, readText, type Folder, type FolderFile } from '../course/folder.ts';
import { pictureFaults } from '../course/picture.ts';
import { errorsIn, sayer, type Fault } from '../fault.ts';
import { TRANSLATIONS, voiceRecords } from '../layer/voices.ts';
import { checkLesson, mediumOf, type Checking, type Lesson } from './content.ts';
import { partsOf, type PackPart } from './parts.ts';

/** A course without errors, ready to be written. */
export type Course = { readonly plan: CoursePlan; readonly lessons: readonly Lesson[]; readonly cover?: FolderFile; readonly cut: Cut<PackPart> };
/** `course` is absent when there are errors. */
export type Checked = { readonly faults: readonly Fault[]; readonly course?: Course };

const COURSE_FILE = 'course.yaml';
/** FAT, the file system of most memory sticks, holds no larger file; `bytes` of a larger pack travels by network only. */
const LARGEST_FILE = 4 * 1024 ** 3 - 1;
const LARGEST_COURSE = 16 * 1024 ** 3;

/** Checks a folder without changing anything. Faults come in the order of files and lines. */
export async function checkFolder(root: string): Promise<Checked> {
  const faults: Fault[] = [];
  const course = await readFolder(root, faults);
  const sorted = faults.toSorted((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file === COURSE_FILE || (b.file !== COURSE_FILE && a.file < b.file) ? -1 : 1));
  return course && errorsIn(faults) === 0 ? { faults: sorted, course } : { faults: sorted };
}

async function readFolder(root: string, faults: Fault[]): Promise<Course | undefined> {
  const sayRoot = sayer(faults, root);
  const place = await stat(root).catch(() => undefined);
  if (!place?.isDirectory()) {
    sayRoot(undefined, place ? 'is not a folder' : 'there is no such folder', 'Name the folder that holds course.yaml; “karvan new <folder>” makes one.');
    return undefined;
  }
  const folder = await openFolder(await realpath(root), faults);
  const say = sayer(faults, COURSE_FILE);
  const file = folder.files.get(COURSE_FILE);
  if (!file) {
    say(undefined, 'is not in the folder', 'A course begins with this file; “karvan new <folder>” writes an example.');
    return undefined;
  }
  const text = await readText(file, say);
  const plan = text === undefined ? undefined : readCourse(text, say);
  if (!plan) return undefined;
  const checking: Checking = { folder, source: plan.source, languages: plan.languages, faults, say, claimed: new Map() };
  const lessons: Lesson[] = [];
  for (const each of lessonsOf(plan.nodes)) {
    const lesson = await checkLesson(each, checking);
    if (lesson) lessons.push(lesson);
  }
  const cover = plan.picture && find(folder, plan.picture, say);
  await checkPictures(cover, lessons, faults);
  const parts = partsOf(plan, cover, lessons, say);
  if (errorsIn(faults) === 0) {
    unusedFiles(folder, parts, checking, faults);
    await lostVoices(lessons, checking);
  }
  sizeFaults(parts, faults);
  return { plan, lessons, ...(cover ? { cover } : {}), cut: cut(parts, plan.languages, lessons.map((lesson) => lesson.plan.id)) };
}

async function checkPictures(cover: FolderFile | undefined, lessons: readonly Lesson[], faults: Fault[]): Promise<void> {
  const shown = lessons.flatMap(({ content }) => (content.kind === 'reading' ? content.pictures.map(({ file }) => file) : []));
  for (const picture of new Set([...(cover ? [cover] : []), ...shown])) await pictureFaults(picture, sayer(faults, picture.path));
}

/** Files that would silently stay behind. Only said of a sound course: in a broken one the reason is another fault. */
function unusedFiles(folder: Folder, parts: readonly PackPart[], { claimed }: Checking, faults: Fault[]): void {
  const used = new Set([COURSE_FILE, ...claimed.keys(), ...parts.map((part) => part.path)]);
  for (const path of folder.files.keys()) {
    if (!used.has(path) && !path.startsWith(`${TRANSLATIONS}/`)) sayer(faults, path)(undefined, 'is not used by the course and will not be packed', 'Name it in a lesson, or take it out of the folder.', 'warning');
  }
}

/** Voices whose film or text is another one now. The layers of a course may use what it does not use itself. */
async function lostVoices(lessons: readonly Lesson[], { folder, source, languages, claimed, faults }: Checking): Promise<void> {
  const voices = voiceRecords(folder.files.keys()).filter(({ path, lang }) => languages.includes(lang) && !claimed.has(path));
  if (voices.length === 0) return;
  const media = await Promise.all(lessons.flatMap(({ content }) => (content.kind === 'quiz' ? [] : [digestOfFile(mediumOf(content, source))])));
  for (const { path, of } of voices) {
    if (!media.includes(of)) sayer(faults, path)(undefined, 'speaks a film or a text that is another one now, and is left out', 'Run “karvan speak” again, and delete this file and the sound beside it.', 'warning');
  }
}

function sizeFaults(parts: readonly PackPart[], faults: Fault[]): void {
  for (const { path, size } of parts) {
    if (size > LARGEST_FILE) sayer(faults, path)(undefined, `is ${(size / 1e9).toFixed(1)} GB large`, 'Split the film: no single file may be larger than 4 GB.');
  }
  const total = parts.reduce((sum, part) => sum + part.size, 0);
  const say = sayer(faults, COURSE_FILE);
  if (total > LARGEST_COURSE) say(undefined, `the course is ${(total / 1e9).toFixed(1)} GB large`, 'Make several courses of it: at most 16 GB.');
  else if (total > LARGEST_FILE) say(undefined, `the course is ${(total / 1e9).toFixed(1)} GB large`, 'Memory sticks formatted as FAT hold no file over 4 GB: make two courses of it, if it is to travel on sticks.', 'warning');
}
