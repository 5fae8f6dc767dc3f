/** An author's folder on a real disk, small enough to break in any way, and a command line whose clock, network and terminal are ours. */
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { run } from '../../src/author/command.ts';
import type { World } from '../../src/author/world.ts';
import { aFilm, aVoice } from './a-film.ts';

// Nothing here is timed: a slow machine with a slow disk is no fault of the command line.
vi.setConfig({ testTimeout: 60_000 });

export type Files = { readonly [path: string]: string | Uint8Array };

const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'karvan-author-'));
  made.push(folder);
  return folder;
}

/** Turkish and Russian, a text with a picture, a film with a voice and subtitles, and a quiz. */
export const soundCourse: Files = {
  'course.yaml': `karvan: 1
id: ministry/ethics
release: 1
licence: CC-BY-4.0
source: tr
languages: [tr, ru]
reviewed: []
title:
  tr: Etik
  ru: Этика
picture: pictures/cover.svg
lessons:
  - id: gifts
    title: { tr: Hediye, ru: Подарки }
    minutes: 3
    read: lessons/gifts
  - id: film
    title: { tr: Film, ru: Фильм }
    video: media/film.mp4
    voices: { ru: media/film.ru.m4a }
    subtitles:
      tr: media/film.tr.vtt
      ru: media/film.ru.vtt
  - id: test
    title: { tr: Sınav, ru: Экзамен }
    quiz: quiz/test.yaml
`,
  'lessons/gifts.tr.md': '# Hediye\n\nHediye almayın.\n\n![Bir kutu](../pictures/box.svg)\n',
  'lessons/gifts.ru.md': '# Подарки\n\nНе принимайте подарков.\n\n![Коробка](../pictures/box.svg)\n',
  'pictures/cover.svg': '<svg xmlns="http://www.w3.org/2000/svg"><rect width="2" height="2"/></svg>',
  'pictures/box.svg': '<svg xmlns="http://www.w3.org/2000/svg"><rect width="3" height="3"/></svg>',
  'media/film.mp4': aFilm({ seconds: 20, data: 1_200_000 }),
  'media/film.ru.m4a': aVoice({ seconds: 20, data: 40_000 }),
  'media/film.tr.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nHediye almayın.\n',
  'media/film.ru.vtt': 'WEBVTT\n\n1\n00:01.000 --> 00:04.000\nНе принимайте подарков.\n',
  'quiz/test.yaml': `pass: 0.7
attempts: 3
questions:
  - id: box
    kind: single
    points: 1
    prompt: { tr: Ne yaparsınız?, ru: Что вы сделаете? }
    choices:
      - id: refuse
        correct: true
        text: { tr: Geri veririm, ru: Верну }
      - id: take
        text: { tr: Alırım, ru: Возьму }
  - id: count
    kind: number
    answer: 3
    prompt: { tr: Kaç?, ru: Сколько? }
  - id: word
    kind: text
    prompt: { tr: Bir kelime, ru: Одно слово }
    accepted: { tr: [hediye], ru: [подарок] }
`,
};

/** Writes files; `undefined` leaves one of them out. */
export async function aFolder(files: { readonly [path: string]: string | Uint8Array | undefined } = soundCourse): Promise<string> {
  const folder = join(await temporaryFolder(), 'course');
  await mkdir(folder);
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Makes a file as long as said without writing its bytes. */
export async function stretch(path: string, size: number): Promise<void> {
  await truncate(path, size);
}

export type Said = { readonly code: number; readonly out: string; readonly err: string; readonly last: string };

/** Runs a command as if it were typed. */
export async function karvan(args: readonly string[], world: Partial<World> = {}): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, {
    now: () => new Date('2026-11-25T10:00:00.000Z'),
    sleep: async () => undefined,
    chance: () => 0.5,
    fetch: () => Promise.reject(new TypeError('no network in this test')),
    env: {},
    home: '/nonexistent',
    out: (line) => void out.push(line),
    err: (text) => void err.push(text),
    hasTerminal: false,
    askSecret: async () => undefined,
    ...world,
  });
  return { code, out: out.join('\n'), err: err.join(''), last: out.join('\n').split('\n').at(-1)! };
}

/** Keys of `ministry` in a new folder. */
export async function aKeyFolder(publisher = 'ministry'): Promise<string> {
  const folder = join(await temporaryFolder(), 'keys');
  await karvan(['keys', 'new', publisher, '--keys', folder]);
  return folder;
}

/** A built pack of the sound course, with the keys that signed it. */
export async function aBuiltPack(files: Files = soundCourse): Promise<{ readonly pack: string; readonly keys: string; readonly out: string; readonly folder: string }> {
  const folder = await aFolder(files);
  const keys = await aKeyFolder();
  const out = await temporaryFolder();
  const { last, code, err } = await karvan(['build', folder, '--keys', keys, '--out', out, '--issued', '2026-11-01T00:00:00Z']);
  if (code !== 0) throw new Error(err);
  return { pack: last, keys, out, folder };
}

/** All files below a folder by path, to see that nothing was written or changed. */
export async function everythingIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(files.toSorted().map(async (path) => [path.slice(folder.length + 1), (await readFile(path)).toString('base64')] as const)));
}
