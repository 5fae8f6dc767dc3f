/** The sources built for playing histories, as they are or with one expression of them replaced. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { replacing } from '../a-page.ts';
import type { Player } from './stage-play.ts';

export type Change = Parameters<typeof replacing>[0];

const home = join(import.meta.dirname, '../../..');
let built = 0;

/** `quick`: with the stand-ins of quick.ts. */
export async function aPlayer({ quick, change }: { readonly quick: boolean; readonly change?: Change }): Promise<Player> {
  const outDir = join(home, 'node_modules/.cache/karvan-faults', `${process.pid}-model-${++built}`);
  const plugins = [...(change ? [replacing(change)] : []), ...(quick ? [...quickZip.map(replacing), quickJose()] : [])];
  await build({
    configFile: false,
    root: home,
    logLevel: 'silent',
    plugins,
    ...(quick ? { define: { 'crypto.subtle': 'globalThis.karvanQuick.subtle' } } : {}),
    build: { ssr: join(import.meta.dirname, 'stage-play.ts'), outDir, emptyOutDir: true, target: 'node20', minify: false },
  });
  const { playOn } = (await import(/* @vite-ignore */ pathToFileURL(join(outDir, 'stage-play.js')).href)) as typeof import('./stage-play.ts');
  await rm(outDir, { recursive: true });
  return playOn(quick);
}

/** Streams of the platform cost more than all the rest of a history. */
const quickZip: readonly Change[] = [
  { file: '/sync/envelope.ts', what: 'export async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {', by: 'export async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {\n  return globalThis.karvanQuick.gzip(bytes);' },
  { file: '/sync/envelope.ts', what: 'export async function gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array> {', by: 'export async function gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array> {\n  return globalThis.karvanQuick.gunzip(bytes, most);' },
  { file: '/server/sync/replying.ts', what: '{ kid, sign }, agree, gzipSync)', by: '{ kid, sign }, agree, globalThis.karvanQuick.gzip)' },
  { file: '/server/sync/body.ts', what: 'return gunzipSync(bytes, { maxOutputLength: LIMITS.bytes + 8192 });', by: 'return Buffer.from(globalThis.karvanQuick.gunzip(bytes, LIMITS.bytes + 8192));' },
];

function quickJose(): Plugin {
  const quick = join(import.meta.dirname, 'quick.ts');
  return { name: 'quick', enforce: 'pre', resolveId: (id, importer) => (id === 'jose' && importer !== quick ? quick : undefined) };
}
