/** A course of four lessons on a phone whose database is fake and whose keys, records and folds are real. */
import { configure, render, type RenderResult } from '@testing-library/react';
import { v7 } from 'uuid';
import { vi } from 'vitest';
import { Learn } from '../../../src/app/play/learn.tsx';
import { Result } from '../../../src/app/play/result.tsx';
import { SessionProvider, type Real } from '../../../src/app/session.tsx';
import type { AuId, CourseId, Digest, Edition, ProfileId } from '../../../src/core/ids.ts';
import type { Quiz, QuizWords } from '../../../src/core/quiz/quiz.ts';
import { openDb, type Db } from '../../../src/device/db.ts';
import type { Facts } from '../../../src/device/facts.ts';
import { createProfile, newDeviceKeys, type OpenProfile } from '../../../src/device/profiles.ts';
import { statementsOf } from '../../../src/device/record.ts';
import { sealText } from '../../../src/device/secrets.ts';
import { verbName } from '../../../src/core/xapi/verbs.ts';
import { digestOf } from '../../../src/pack/digest.ts';
import { newSealingKey } from '../../../src/pack/keys.ts';
import { editionOf, type Group, type Manifest } from '../../../src/pack/manifest.ts';

// A busy machine is slow to load a lesson's own part; nothing here measures time.
vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 20_000 });

export const course = 'ministry/ethics' as CourseId;
export const au = (slug: string) => `urn:karvan:au:${course}/${slug}` as AuId;

export const quiz: Quiz = {
  karvan: 1,
  attempts: 2,
  shuffle: false,
  items: [
    { kind: 'single', id: 'one', points: 1, choices: ['a', 'b', 'c'], correct: 'b' },
    { kind: 'multiple', id: 'many', points: 2, choices: ['a', 'b', 'c'], correct: ['a', 'c'] },
    { kind: 'true-false', id: 'yes', points: 1, correct: true },
    { kind: 'number', id: 'days', points: 1, correct: 15 },
    { kind: 'text', id: 'word', points: 1, correct: { az: ['İcra'], en: ['deadline'] } },
  ],
};
const choices = (lang: string) => ({ a: { text: `${lang} first` }, b: { text: `${lang} second` }, c: { text: `${lang} third` } });
const words = (lang: string): QuizWords => ({
  karvan: 1,
  lang,
  items: {
    one: { prompt: `${lang}: which one?`, choices: choices(lang), right: `${lang}: well seen`, wrong: `${lang}: look again` },
    many: { prompt: `${lang}: which ones?`, choices: choices(lang) },
    yes: { prompt: `${lang}: is it so?` },
    days: { prompt: `${lang}: how many?`, unit: 'days' },
    word: { prompt: `${lang}: which word?` },
  },
});

type Part = Omit<Group, 'from' | 'count'> & { readonly path: string; readonly text: string };
const encode = (text: string) => new TextEncoder().encode(text);

/** `corrects`: editions whose answer key it corrects. */
export type Change = { readonly release?: number; readonly quiz?: Quiz; readonly reading?: string; readonly corrects?: readonly Edition[] };

async function aPack({ release = 1, quiz: key = quiz, reading = '# Gifts\n\nFirst page.\n\n---\n\nSecond page.\n\n---\n\nThird page.', corrects }: Change) {
  const parts: Part[] = [
    { path: 'lessons/gifts.en.md', text: reading, rendition: 'text', au: au('gifts'), lang: 'en' },
    { path: 'lessons/gifts.az.md', text: '# Hədiyyə\n\nBirinci.\n\n---\n\nİkinci.\n\n---\n\nÜçüncü.', rendition: 'text', au: au('gifts'), lang: 'az' },
    { path: 'quiz/key.json', text: JSON.stringify(key), rendition: 'text', au: au('quiz') },
    { path: 'quiz/en.json', text: JSON.stringify(words('en')), rendition: 'text', au: au('quiz'), lang: 'en' },
    { path: 'quiz/az.json', text: JSON.stringify(words('az')), rendition: 'text', au: au('quiz'), lang: 'az' },
    { path: 'media/film.en.vtt', text: 'WEBVTT\n\n00:00.000 --> 00:02.000\nWhat the film says.', rendition: 'text', au: au('film'), lang: 'en' },
    { path: 'media/film.mp4', text: 'not a real film', rendition: 'video', au: au('film') },
  ];
  const manifest = {
    karvan: 1, kind: 'course', course, release, issued: '2026-11-01T00:00:00.000Z', title: { en: 'Ethics', az: 'Etika' }, licence: 'CC-BY-4.0', source: 'en', languages: ['en', 'az'], access: 'open', id: `urn:karvan:course:${course}`,
    pieces: [] as [Digest, number][], groups: [] as Group[], files: [] as Manifest['files'],
  };
  const pieces = new Map<Digest, Uint8Array<ArrayBuffer>>();
  let at = 0;
  for (const { path, text, ...group } of parts) {
    const bytes = encode(text);
    const digest = await digestOf(bytes);
    manifest.groups.push({ ...group, from: manifest.pieces.length, count: 1 });
    manifest.pieces.push([digest, bytes.length]);
    manifest.files.push({ path, type: 'text/plain', at, size: bytes.length, sha256: digest });
    pieces.set(digest, bytes);
    at += bytes.length;
  }
  const unit = (path: string) => manifest.files.find((file) => file.path === path)!.sha256;
  const [reads, asks, film] = [unit('lessons/gifts.en.md'), unit('quiz/en.json'), unit('media/film.mp4')];
  const bytes = encode(
    JSON.stringify({
      ...manifest,
      ...(corrects ? { supersedes: corrects.map((edition) => ({ edition, reason: { en: 'Question 1 had the wrong answer.' } })) } : {}),
      structure: [
        { kind: 'au', id: au('gifts'), title: { en: 'Gifts' }, moveOn: 'Completed', lesson: { kind: 'reading', unit: reads } },
        { kind: 'au', id: au('quiz'), title: { en: 'Test' }, moveOn: 'Passed', masteryScore: 0.8, lesson: { kind: 'quiz', unit: asks, path: 'quiz/key.json' } },
        { kind: 'au', id: au('film'), title: { en: 'Film' }, moveOn: 'Completed', lesson: { kind: 'video', medium: film, seconds: 100, sources: [{ path: 'media/film.mp4', rendition: 'video' }] } },
        { kind: 'au', id: au('later'), title: { en: 'Later' }, moveOn: 'Completed', needs: ['smell'], lesson: { kind: 'reading', unit: reads } },
      ],
      tracks: [
        { kind: 'text', lang: 'en', of: reads, path: 'lessons/gifts.en.md', state: 'approved' },
        { kind: 'text', lang: 'az', of: reads, path: 'lessons/gifts.az.md', state: 'machine' },
        { kind: 'quiz', lang: 'en', of: asks, path: 'quiz/en.json', state: 'approved' },
        { kind: 'quiz', lang: 'az', of: asks, path: 'quiz/az.json', state: 'machine' },
        { kind: 'subtitles', lang: 'en', of: film, path: 'media/film.en.vtt', state: 'machine' },
      ],
    }),
  );
  return { bytes, edition: await editionOf(bytes), pieces, release };
}

export type Phone = { readonly db: Db; readonly open: OpenProfile; readonly edition: Edition; readonly real: Real; readonly pass: (milliseconds: number) => void };

async function noNetwork(): Promise<never> {
  throw new TypeError('Failed to fetch');
}

/** A phone with a person and the course; whole but for the film, whose words alone are there. */
export async function aPhone(): Promise<Phone> {
  giveLocks();
  let now = Date.parse('2026-11-24T14:32:00');
  const world = { now: () => now, newId: () => v7() };
  const db = openDb(`phone-${v7()}`);
  const enrolled = { karvan: 1 as const, profile: v7() as ProfileId, name: 'Aysel Quliyeva' };
  const notice = { version: '1', lang: 'en', at: '2026-11-24T10:00:00.000Z' };
  const open = await createProfile(db, { enrolled, keys: await newDeviceKeys(), emblem: 'camel', pin: '482913', sealKey: (await newSealingKey()).publicKey, notice, languages: ['en'] }, world);
  const edition = await install(db, {});
  const real: Real = { db, world, fetch: noNetwork, chance: () => 0.5, updates: { subscribe: () => () => undefined, isReady: () => false, apply: () => undefined } };
  return { db, open, edition, real, pass: (milliseconds) => void (now += milliseconds) };
}

/** Puts an edition of the course on the phone, in the place of the one before. Pieces that only the old edition needs go, but for its quiz. */
export async function install(db: Db, change: Change): Promise<Edition> {
  const pack = await aPack(change);
  await db.editions.put({ edition: pack.edition, course, release: pack.release, bytes: pack.bytes, signature: '' });
  for (const [digest, bytes] of pack.pieces) if (new TextDecoder().decode(bytes) !== 'not a real film') await db.pieces.put({ digest, bytes });
  await db.ready.clear();
  for (const slug of ['gifts', 'quiz', 'film', 'later']) await db.ready.put({ edition: pack.edition, au: au(slug) });
  await db.installs.put({ course, edition: pack.edition, choice: { languages: ['en', 'az'], rendition: 'text' }, state: 'ready', held: 1, of: 1 });
  return pack.edition;
}

/** Puts the film's own piece on the phone too. */
export async function aFilm({ db }: Phone): Promise<void> {
  for (const [digest, bytes] of (await aPack({})).pieces) await db.pieces.put({ digest, bytes });
}

export function openLesson(phone: Phone, n: number): RenderResult {
  return render(
    <SessionProvider real={phone.real} opened={phone.open}>
      <Learn course={course} n={n} />
    </SessionProvider>,
  );
}

export function openResult(phone: Phone): RenderResult {
  return render(
    <SessionProvider real={phone.real} opened={phone.open}>
      <Result course={course} />
    </SessionProvider>,
  );
}

/** What the server is to have said. */
export async function serverSaid({ db, open }: Phone, facts: Partial<Facts>): Promise<void> {
  await db.states.put({ profile: open.id, key: 'facts', ...(await sealText(open.key, JSON.stringify(facts))) });
}

/** What was recorded, as verb and the last part of what it is about. */
export async function recorded({ open }: Phone): Promise<readonly string[]> {
  return (await statementsOf(open)).map(({ s }) => {
    const item = s.object.id?.split('#')[1];
    return `${verbName(s.verb.id)}${item ? ` ${item}=${s.result?.response}` : ''}`;
  });
}

/** happy-dom has no Web Locks. One at a time, in order: all that these tests need of them. */
function giveLocks(): void {
  if ('locks' in navigator && navigator.locks) return;
  const last = new Map<string, Promise<unknown>>();
  const request = async (name: string, ...rest: unknown[]) => {
    const work = rest.at(-1) as (lock: { name: string }) => Promise<unknown>;
    const run = (last.get(name) ?? Promise.resolve()).then(() => work({ name }));
    last.set(name, run.catch(() => undefined));
    return run;
  };
  Object.defineProperty(navigator, 'locks', { value: { request, query: async () => ({ held: [], pending: [] }) }, configurable: true });
}
