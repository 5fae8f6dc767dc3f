/**
 * The build fails when a phone on a bad line would have to wait too long: JavaScript until the catalogue can be tapped, and all that
 * is fetched ahead for working with no network. Both are counted in brotli, as they travel.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import languages from '../../locales/languages.json' with { type: 'json' };
import { brotliCompressSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

const KIB = 1024;
/** `language`: what each language of the interface may add to what is fetched ahead. With five languages that is 400 KiB. */
const LIMITS = { catalogue: 120 * KIB, precache: 320 * KIB, language: 16 * KIB };
/** What every language brings to the first screen besides the entry: its words and its slice of CLDR. */
const ofLanguage = [/locales\/[\w-]+\/ui\.json$/, /virtual:cldr\//];

/** `precached`: which files of the build the service worker fetches ahead. */
export function budget(precached: RegExp): Plugin {
  let catalogue = 0;
  return {
    name: 'karvan-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry);
      const words = ofLanguage.map((pattern) => largest(chunks.filter((chunk) => chunk.facadeModuleId && pattern.test(chunk.facadeModuleId))));
      const names = new Set([entry, ...words].flatMap((chunk) => (chunk ? withImports(chunk, bundle) : [])));
      catalogue = [...names].reduce((sum, name) => sum + brotli((bundle[name] as Rolldown.OutputChunk).code), 0);
      check('JavaScript until the catalogue can be tapped', catalogue, LIMITS.catalogue);
    },
    // The service worker is written last of all, so this comes after everything that it lists.
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const { root, build } = this.environment.config;
        const folder = resolve(root, build.outDir);
        const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => precached.test(name) && name !== 'sw.js');
        check('fetched ahead', files.reduce((sum, name) => sum + brotli(readFileSync(join(folder, name))), 0), LIMITS.precache + LIMITS.language * Object.keys(languages).length);
      },
    },
  };
}

function check(what: string, bytes: number, limit: number): void {
  const figures = `${what}: ${(bytes / KIB).toFixed(1)} KiB brotli of ${limit / KIB}`;
  if (bytes > limit) throw new Error(`Too large. ${figures}`);
  process.stderr.write(`${figures}\n`);
}

/** A chunk's file and those that it imports, all the way. */
function withImports(chunk: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle, seen = new Set<string>()): readonly string[] {
  if (seen.has(chunk.fileName)) return [];
  seen.add(chunk.fileName);
  for (const name of chunk.imports) {
    const next = bundle[name];
    if (next?.type === 'chunk') withImports(next, bundle, seen);
  }
  return [...seen];
}

function largest(chunks: readonly Rolldown.OutputChunk[]): Rolldown.OutputChunk | undefined {
  return chunks.toSorted((a, b) => brotli(b.code) - brotli(a.code))[0];
}

function brotli(bytes: string | Uint8Array): number {
  return brotliCompressSync(bytes).length;
}
