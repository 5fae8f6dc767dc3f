import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fold } from '../../core/quiz/fold.ts';
import { isLanguageTag } from '../../pack/manifest.ts';
import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { isPublisher } from '../keys/keys.ts';
import type { World } from '../world.ts';
import { templateFiles } from './template.ts';
import { wordsIn } from './words.ts';

/** `karvan new`: writes a small course that can be checked, built and taken as it stands. Never writes over anything. */
export async function makeCourse(args: readonly string[], { out, err }: World): Promise<Ending> {
  const given = readArguments(args, ['<folder>'], ['publisher', 'lang']);
  if (isWrong(given)) return given;
  const folder = given.names[0]!;
  const { publisher = 'my-institution', lang = 'en' } = given.options;
  if (!isPublisher(publisher)) return wrong(`--publisher is “${publisher}”; use small letters a to z, digits and -, such as my-ministry`);
  if (!isLanguageTag(lang)) return wrong(`--lang is “${lang}”; write a language such as tr, az, kk, ru or en`);
  const held = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (held.length > 0) {
    err(`karvan new: ${folder} is not empty\n    Nothing was written. Name a new folder.\n`);
    return 1;
  }
  for (const [path, text] of templateFiles(`${publisher}/${slugOf(folder)}`, lang, wordsIn(lang))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  out(`A small course of ${publisher} now lies in ${folder}. Begin with ${join(folder, 'course.yaml')}, then run: karvan check ${folder}`);
  return 0;
}

/** The folder's name as a course's short name, as near as it comes. */
function slugOf(folder: string): string {
  const plain = fold(basename(resolve(folder))).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 63);
  return plain.replace(/-+$/, '') || 'first-steps';
}
