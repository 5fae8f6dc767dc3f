/** A reading lesson: one Markdown file for each language, and the pictures that they show. */
import { find, readText, type FolderFile, type Reference } from '../course/folder.ts';
import { readMarkdown, resolved } from '../course/markdown.ts';
import { counted, sayer } from '../fault.ts';
import type { Checking, Content } from './content.ts';
import { spokenFrom } from './spoken.ts';

/** A picture that the text in `lang` shows. */
export type Picture = { readonly file: FolderFile; readonly lang: string };

/** About ten thousand words. Markdown's parser takes quadratic time for hostile text, here and on every phone. */
const LONGEST = 64 * 1024;

/** Finds the texts and pictures of a lesson. `base`: their path without language and ending. */
export async function readingOf(base: Reference, checking: Checking): Promise<Content | undefined> {
  const { folder, source, languages, say, faults } = checking;
  if (/\.md$/i.test(base.path)) {
    say(base.line, `“${base.path}” names one file`, `Leave out language and ending: lessons/name stands for ${languages.map((lang) => `lessons/name.${lang}.md`).join(', ')}.`);
    return undefined;
  }
  const texts = new Map<string, FolderFile>();
  const pictures: Picture[] = [];
  let sourcePages: number | undefined;
  for (const lang of languages) {
    const file = textFile({ path: `${base.path}.${lang}.md`, line: base.line }, lang, checking);
    const sayHere = sayer(faults, file?.path ?? base.path);
    const text = file && (await readText(file, sayHere, LONGEST));
    if (!file || text === undefined) continue;
    if (text.trim() === '') sayHere(1, 'holds no words', 'Write the lesson.');
    texts.set(lang, file);
    const { pages, pictures: shown } = readMarkdown(text, sayHere);
    // The source language comes first. Who changes the language on a page should find the same page.
    sourcePages ??= pages;
    if (pages !== sourcePages) sayHere(undefined, `has ${counted(pages, 'page')}, the source language ${sourcePages}`, 'A line of ---, with empty lines around it, begins a page: begin the same pages.', 'warning');
    for (const { path, line } of shown) {
      const picture = find(folder, { path: resolved(file.path, path) ?? path, line }, sayHere);
      if (picture) pictures.push({ file: picture, lang });
    }
  }
  return texts.size === languages.length ? { kind: 'reading', texts, pictures, toSpeak: texts, spoken: await spokenFrom(texts, texts.get(source)!, checking) } : undefined;
}

function textFile(reference: Reference, lang: string, { folder, say, claimed }: Checking): FolderFile | undefined {
  const path = reference.path.normalize('NFC');
  const isPlain = !/^[a-z][a-z0-9+.-]+:|^\/|\\|(?:^|\/)\.\.(?:\/|$)/i.test(path);
  if (isPlain && !folder.files.has(path)) {
    say(reference.line, `“${path}” is not in the folder`, `Write the lesson in ${lang}, or take ${lang} out of “languages”.`);
    return undefined;
  }
  const file = find(folder, reference, say);
  const first = file && claimed.get(file.path);
  if (first !== undefined) say(reference.line, `“${path}” is already used on line ${first}`, 'Copy the file under another name.');
  if (file) claimed.set(file.path, first ?? reference.line);
  return file;
}
