/** An author at a district academy: a folder with a text editor, keys of their own, and the command line of Karvan. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Karvan } from './a-karvan.ts';

export const PUBLISHER = 'district-academy';
export const COURSE = `${PUBLISHER}/safe-computers`;

type Words = { readonly [lang: string]: string };
/** A question as its author wrote it. */
export type Question = {
  readonly id: string;
  readonly kind: 'single' | 'multiple' | 'true-false' | 'number' | 'text';
  readonly prompt: Words;
  readonly answer?: boolean | number;
  readonly accepted?: { readonly [lang: string]: readonly string[] };
  readonly choices?: readonly { readonly id: string; readonly correct?: boolean; readonly text: Words }[];
};

export type Author = {
  readonly folder: string;
  readonly keys: string;
  readonly out: string;
  readonly questions: () => readonly Question[];
  /** Raises the release and changes the words of one lesson in one language. */
  readonly revise: (release: number, lesson: string, lang: string, words: string) => void;
  /** `karvan check`, then `build`: gives the built pack's folder. */
  readonly build: (karvan: Karvan) => Promise<string>;
  readonly end: () => void;
};

/** The sample course on safe computers as this academy's own: a reading lesson first, and a film heavy enough to be cut on its way. */
export function anAuthor(): Author {
  const root = mkdtempSync(join(tmpdir(), 'karvan-author-'));
  const [folder, keys, out] = [join(root, 'course'), join(root, 'keys'), join(root, 'out')];
  cpSync(join(import.meta.dirname, '../../src/samples/safe-computers'), folder, { recursive: true });
  const file = join(folder, 'course.yaml');
  const change = (work: (course: Record<string, unknown> & { lessons: { id: string }[] }) => void) => {
    const course = parse(readFileSync(file, 'utf8')) as Parameters<typeof work>[0];
    work(course);
    writeFileSync(file, stringify(course));
  };
  change((course) => {
    course['id'] = COURSE;
    course['picture'] = 'pictures/cover.svg';
    const [film, ...rest] = course.lessons;
    course.lessons = [rest[0]!, film!, ...rest.slice(1)];
  });
  const film = join(folder, 'media/five-habits.mp4');
  const before = digestOf(film);
  writeFileSync(film, Buffer.concat([readFileSync(film), freeBox(6 * 1024 * 1024)]));
  takeVoices(join(folder, 'translations/voice'), before, digestOf(film));
  return {
    folder,
    keys,
    out,
    questions: () => questionsOf(folder),
    revise(release, lesson, lang, words) {
      change((course) => (course['release'] = release));
      const text = join(folder, `lessons/${lesson}.${lang}.md`);
      writeFileSync(text, readFileSync(text, 'utf8').replace(/^# .*$/m, `# ${words}`));
    },
    async build(karvan) {
      await karvan.run(['check', folder]);
      const said = await karvan.run(['build', folder, '--keys', keys, '--out', out]);
      return said.trim().split('\n').at(-1)!;
    },
    end: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The questions of a course's quiz, as its author wrote them. */
export function questionsOf(folder: string): readonly Question[] {
  return (parse(readFileSync(join(folder, 'quiz/final.yaml'), 'utf8')) as { questions: readonly Question[] }).questions;
}

/** Voices lie under the digest of their film: those of a film that only grew speak over the new one as well. */
function takeVoices(voices: string, before: string, now: string): void {
  for (const file of readdirSync(voices, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes(before))) renameSync(join(voices, file), join(voices, file.replace(before, now)));
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A box that players skip (ISO 14496-12 §8.1.2), filled with what no compression can shorten. */
function freeBox(size: number): Buffer {
  const box = Buffer.alloc(size);
  let state = 1;
  for (let at = 8; at < size; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    box.writeUInt32LE(state, at);
  }
  box.writeUInt32BE(size, 0);
  box.write('free', 4, 'latin1');
  return box;
}
