/** A course pack made by hand for the server: a reading and a quiz in two languages, and a film that is only bytes. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { Au } from '../../src/core/cmi5/structure.ts';
import type { CourseId, Digest, Edition } from '../../src/core/ids.ts';
import type { Item, Quiz, QuizWords } from '../../src/core/quiz/quiz.ts';
import { auIri } from '../../src/core/registration.ts';
import { cut, type Part } from '../../src/pack/cut.ts';
import { newSigningKey, type PublicKey } from '../../src/pack/keys.ts';
import { BYTES_FILE, MANIFEST_FILE, SIGNATURE_FILE } from '../../src/pack/layout.ts';
import { editionOf, type Manifest } from '../../src/pack/manifest.ts';
import { signManifest } from '../../src/pack/trust.ts';

export const publisher: { publicKey: PublicKey; privateKey: JWK } = await newSigningKey();
export const stranger: { publicKey: PublicKey; privateKey: JWK } = await newSigningKey();
const course = 'ministry/ethics' as CourseId;

export type ServerPack = { readonly course: CourseId; readonly edition: Edition; readonly manifest: Manifest; readonly manifestBytes: Uint8Array; readonly signature: string; readonly bytes: Uint8Array; readonly gifts: Au; readonly final: Au; readonly quiz: Quiz };

const text = (words: string) => new TextEncoder().encode(words);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Digest;
const film = Uint8Array.from({ length: 1_300_000 }, (_, i) => (i * 2_654_435_761 + (i >> 8) * 7 + (i >> 16) * 31) & 255);

const quiz: Quiz = {
  karvan: 1,
  attempts: 2,
  shuffle: true,
  items: [
    { kind: 'single', id: 'gift', points: 1, choices: ['take', 'refuse'], correct: 'refuse' },
    { kind: 'number', id: 'days', points: 1, correct: 15 },
  ],
};

/** `word`: a third question is asked, which is answered by typing it. */
export async function aCourse({ release = 1, of = course, reading = 'Hədiyyə almayın.', key = publisher.privateKey, issued = '2026-11-01T00:00:00.000Z', days = 15, word, corrects }: { release?: number; of?: CourseId; reading?: string; key?: JWK; issued?: string; days?: number; word?: string; corrects?: readonly Edition[] } = {}): Promise<ServerPack> {
  const typed: readonly Item[] = word === undefined ? [] : [{ kind: 'text', id: 'copy', points: 1, correct: { az: [word] } }];
  const key1 = { ...quiz, items: [quiz.items[0]!, { ...quiz.items[1]!, correct: days }, ...typed] } as Quiz;
  const words: QuizWords = { karvan: 1, lang: 'az', items: { gift: { prompt: 'Hədiyyə?', choices: { take: { text: 'Almaq' }, refuse: { text: 'İmtina' } } }, days: { prompt: 'Neçə gün?' }, ...(word === undefined ? {} : { copy: { prompt: 'Necə adlanır?' } }) } };
  const [giftsId, finalId, filmId] = [auIri(of, 'gifts'), auIri(of, 'final'), auIri(of, 'film')];
  const parts: (Part & { bytes: Uint8Array })[] = [
    ['lessons/gifts.az.md', text(reading), 'text', giftsId, 'az'] as const,
    ['quiz/final.json', text(JSON.stringify(key1)), 'text', finalId, undefined] as const,
    ['quiz/final.az.json', text(JSON.stringify(words)), 'text', finalId, 'az'] as const,
    ['media/film.mp4', film, 'video', filmId, undefined] as const,
  ].map(([path, bytes, rendition, au, lang]) => ({ path, bytes, size: bytes.length, rendition, au, ...(lang ? { lang } : {}) }));
  const { groups, pieces: sizes, files } = cut(parts, ['az'], [giftsId, finalId, filmId]);
  const bytes = new Uint8Array(Buffer.concat(files.map((file) => file.part.bytes)));
  let at = 0;
  const pieces = sizes.map((size) => [sha256(bytes.subarray(at, (at += size))), size] as [Digest, number]);
  const [unit, asked] = [sha256(text(reading)), sha256(text(JSON.stringify(words)))];
  const gifts: Au = { kind: 'au', id: giftsId, title: { az: 'Hədiyyə' }, minutes: 4, moveOn: 'Completed', lesson: { kind: 'reading', unit } };
  const final: Au = { kind: 'au', id: finalId, title: { az: 'Sual' }, moveOn: 'Passed', masteryScore: 1, lesson: { kind: 'quiz', unit: asked, path: 'quiz/final.json' } };
  const shown: Au = { kind: 'au', id: filmId, title: { az: 'Film' }, minutes: 2, moveOn: 'NotApplicable', lesson: { kind: 'video', medium: sha256(film), seconds: 60, sources: [{ path: 'media/film.mp4', rendition: 'video' }] } };
  const manifest: Manifest = {
    karvan: 1, kind: 'course', course: of, release, issued, title: { az: 'Etika' }, licence: 'CC-BY-4.0', source: 'az', languages: ['az'], access: 'open',
    id: `urn:karvan:course:${of}`, structure: [gifts, final, shown],
    tracks: [
      { kind: 'text', lang: 'az', of: unit, path: 'lessons/gifts.az.md', state: 'approved' },
      { kind: 'quiz', lang: 'az', of: asked, path: 'quiz/final.az.json', state: 'machine' },
    ],
    ...(corrects ? { supersedes: corrects.map((edition) => ({ edition, reason: { az: 'Sual 2-nin cavabı səhv idi.' } })) } : {}),
    pieces, groups: [...groups],
    files: files.map(({ part, at: start }) => ({ path: part.path, type: 'application/octet-stream', at: start, size: part.size, sha256: sha256(part.bytes) })),
  };
  const manifestBytes = text(JSON.stringify(manifest));
  return { course: of, edition: await editionOf(manifestBytes), manifest, manifestBytes, signature: await signManifest(manifestBytes, key), bytes, gifts, final, quiz: key1 };
}

/** The folder that `karvan build` would write. */
export async function asFolder(pack: ServerPack, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MANIFEST_FILE), pack.manifestBytes);
  await writeFile(join(folder, SIGNATURE_FILE), pack.signature);
  await writeFile(join(folder, BYTES_FILE), pack.bytes);
  return folder;
}
