/** A Russian layer for the course of a-lesson.tsx, by an institution that did not make it, as a phone holds it. */
import type { CourseId, Digest, Edition } from '../../../src/core/ids.ts';
import { manifestHeld } from '../../../src/device/editions.ts';
import { digestOf } from '../../../src/pack/digest.ts';
import { endorse } from '../../../src/pack/endorsement.ts';
import { newSealingKey, newSigningKey } from '../../../src/pack/keys.ts';
import type { Layer } from '../../../src/pack/layer.ts';
import { editionOf, type Group, type Track } from '../../../src/pack/manifest.ts';
import { au, course, quiz, type Phone } from './a-lesson.tsx';

const ministry = await newSigningKey();
const server = { receipt: [], seal: [(await newSealingKey()).publicKey] };
const layerId = 'neighbour/ethics-ru' as CourseId;
const choices = { a: { text: 'ru first' }, b: { text: 'ru second' }, c: { text: 'ru third' } };
const words = { karvan: 1, lang: 'ru', items: Object.fromEntries(quiz.items.map(({ id, kind }) => [id, { prompt: `ru: ${id}?`, ...(kind === 'single' || kind === 'multiple' ? { choices } : kind === 'text' ? { accepted: ['срок', 'срок исполнения'] } : {}) }])) };
const encode = (text: string) => new TextEncoder().encode(text);

/** Three pages, and when each is said. */
const PAGES = { karvan: 1, holds: [], speech: [[0.4, 9], [10, 19], [20, 29]] };

type More = { readonly isEndorsed?: boolean; readonly isStale?: boolean; readonly isSilent?: boolean; readonly isReadAloud?: boolean };

/** Puts it on the phone. `isStale`: its subtitles were made from words that the course no longer has. `isSilent`: it has no voice. `isReadAloud`: its reading has one too, of ten seconds a page. */
export async function aLayerHere({ db, edition: at }: Phone, { isEndorsed = false, isStale = false, isSilent = false, isReadAloud = false }: More = {}): Promise<Edition> {
  const manifest = (await manifestHeld(db, at))!;
  const lessons = manifest.structure.map((part) => (part.kind === 'au' ? part.lesson : undefined));
  const [gifts, asks, film] = lessons;
  if (gifts?.kind !== 'reading' || asks?.kind !== 'quiz' || film?.kind !== 'video') throw new Error('another course');
  const from = isStale ? ('0'.repeat(64) as Digest) : manifest.files.find(({ path }) => path === 'media/film.en.vtt')!.sha256;
  const all: readonly { readonly au: string; readonly text: string; readonly track: Omit<Track, 'lang'> }[] = [
    { au: au('gifts'), track: { kind: 'text', of: gifts.unit, path: 'lessons/gifts.ru.md', state: 'reviewed' }, text: '# Подарки\n\nПервая страница.\n\n---\n\nВторая.\n\n---\n\nТретья.' },
    { au: au('quiz'), track: { kind: 'quiz', of: asks.unit, path: 'quiz/ru.json', state: 'approved' }, text: JSON.stringify(words) },
    { au: au('film'), track: { kind: 'subtitles', of: film.medium, from, path: 'media/film.ru.vtt', state: 'machine' }, text: 'WEBVTT\n\n00:00.000 --> 00:02.000\nЧто говорит фильм.' },
    { au: au('film'), track: { kind: 'voice', of: film.medium, path: 'media/film.ru.m4a', state: 'machine', engine: 'espeak-ng' }, text: 'not a real voice' },
  ];
  const aloud: typeof all = [{ au: au('gifts'), track: { kind: 'voice', of: gifts.unit, path: 'voice/gifts.ru.webm', map: 'voice/gifts.ru.json', state: 'machine', engine: 'espeak-ng' }, text: 'not a real reader' }];
  const parts = [...all.filter(({ track }) => !isSilent || track.kind !== 'voice'), ...(isReadAloud ? aloud : [])];
  const [pieces, groups, files]: [[Digest, number][], Group[], Layer['files']] = [[], [], []];
  let offset = 0;
  const written = parts.flatMap(({ track: { kind, path, map }, text, au: lesson }) => [
    { path, text, lesson, rendition: kind === 'voice' ? ('audio' as const) : ('text' as const) },
    ...(map === undefined ? [] : [{ path: map, text: JSON.stringify(PAGES), lesson, rendition: 'text' as const }]),
  ]);
  for (const { path, text, lesson, rendition } of written) {
    const bytes = encode(text);
    const digest = await digestOf(bytes);
    groups.push({ rendition, au: lesson, lang: 'ru', from: pieces.length, count: 1 });
    pieces.push([digest, bytes.length]);
    files.push({ path, type: 'text/plain', at: offset, size: bytes.length, sha256: digest });
    offset += bytes.length;
    await db.pieces.put({ digest, bytes });
  }
  const layer: Layer = {
    karvan: 1, kind: 'layer', layer: layerId, course, release: 1, issued: '2026-11-02T00:00:00.000Z', title: { ru: 'Этика' }, licence: 'CC-BY-4.0', source: 'en', languages: ['ru'],
    institution: { en: 'Neighbour Academy' }, names: { [au('gifts')]: { ru: 'О подарках' }, [au('quiz')]: { ru: 'Проверка' } },
    tracks: parts.map(({ track }) => ({ ...track, lang: 'ru' })), pieces, groups, files,
  };
  const bytes = encode(JSON.stringify(layer));
  const edition = await editionOf(bytes);
  const list = { karvan: 1, version: 1, publishers: [{ id: 'ministry', name: {}, keys: [{ key: ministry.publicKey, from: '2026-01-01T00:00:00.000Z' }] }], server, withdrawn: [] };
  await db.meta.put({ key: 'trust', value: { list } });
  const said = isEndorsed ? { endorsement: await endorse(layer, edition, '2026-11-03T00:00:00.000Z', ministry.privateKey) } : {};
  await db.layers.put({ edition, layer: layerId, course, release: 1, bytes, signature: '', choice: { languages: ['ru'], rendition: 'audio' }, state: 'ready', held: offset, of: offset, ...said });
  return edition;
}
