/** A Kazakh layer for the quiz of a-course.ts: its words, and what it accepts of what is typed. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { CourseId, Digest, Edition } from '../../src/core/ids.ts';
import type { TypedAnswers } from '../../src/core/quiz/typed.ts';
import { endorse } from '../../src/pack/endorsement.ts';
import { ENDORSEMENT_FILE } from '../../src/pack/layout.ts';
import type { Layer } from '../../src/pack/layer.ts';
import { editionOf } from '../../src/pack/manifest.ts';
import { signManifest } from '../../src/pack/trust.ts';
import { asFolder, publisher, stranger, type ServerPack } from './a-course.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Digest;

export type ServerLayer = { readonly layer: Layer; readonly edition: Edition; readonly answers: TypedAnswers; readonly folder: (at: string, endorsedBy?: JWK) => Promise<string> };

/** `by`: `ministry` made the course, `neighbour` did not. `accepted`: of the item `copy`. */
export async function aLayerFor(course: ServerPack, { by = 'neighbour', accepted = ['сақтық көшірме'], of = course.course, release = 1 }: { by?: 'ministry' | 'neighbour'; accepted?: readonly string[]; of?: CourseId; release?: number } = {}): Promise<ServerLayer> {
  const unit = course.final.lesson.kind === 'quiz' ? course.final.lesson.unit : '';
  const bytes = encode(JSON.stringify({ karvan: 1, lang: 'kk', items: { copy: { prompt: 'Қалай аталады?', accepted } } }));
  const layer: Layer = {
    karvan: 1, kind: 'layer', layer: `${by}/ethics-kk` as CourseId, course: of, release, issued: '2026-11-02T00:00:00.000Z', title: { kk: 'Әдеп' }, licence: 'CC-BY-4.0', source: 'az', languages: ['kk'],
    tracks: [{ kind: 'quiz', lang: 'kk', of: unit, path: 'quiz/final.kk.json', state: 'reviewed' }],
    pieces: [[sha256(bytes), bytes.length]], groups: [{ rendition: 'text', au: course.final.id, lang: 'kk', from: 0, count: 1 }],
    files: [{ path: 'quiz/final.kk.json', type: 'application/json', at: 0, size: bytes.length, sha256: sha256(bytes) }],
  };
  const manifestBytes = encode(JSON.stringify(layer));
  const edition = await editionOf(manifestBytes);
  const signature = await signManifest(manifestBytes, by === 'ministry' ? publisher.privateKey : stranger.privateKey);
  const folder = async (at: string, endorsedBy?: JWK) => {
    const made = await asFolder({ manifestBytes, signature, bytes } as unknown as ServerPack, join(at, edition));
    if (endorsedBy) await writeFile(join(made, ENDORSEMENT_FILE), await endorse(layer, edition, '2026-11-03T00:00:00.000Z', endorsedBy));
    return made;
  };
  return { layer, edition, answers: { lang: 'kk', items: { copy: [...accepted] } }, folder };
}
