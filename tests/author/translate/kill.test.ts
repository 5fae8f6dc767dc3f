/** A run that is really killed: what was answered until then is on the disk, and nobody asks for it again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { karvan } from '../a-folder.ts';
import { anEngine, aTurkishCourse, recordsOf, type Engine } from './an-engine.ts';

const home = join(import.meta.dirname, '../../..');
// Beside the packages, so that it finds them.
const built = join(home, 'node_modules/.cache/author-to-kill');
const door = 'const [, tools, ...args] = process.argv; const { main } = await import(tools); await main(args, "");';

beforeAll(async () => {
  await build({ configFile: false, root: home, logLevel: 'silent', build: { ssr: join(home, 'src/author/main.ts'), outDir: built, emptyOutDir: true, target: 'node20' } });
}, 120_000);
afterAll(() => rm(built, { recursive: true, force: true }));

const command = (course: string, { url }: Engine) => ['translate', course, '--to', 'az', '--mt', `openai=${url}#model-a`];
/** The lines that an engine was asked for. */
const linesOf = (engine: Engine) => engine.requests.flatMap(({ body }) => (body['messages'] === undefined ? [] : (JSON.parse((body['messages'] as { content: string }[])[1]!.content) as { lines: { id: string }[] }).lines.map(({ id }) => id)));

/** Runs a translation in a process of its own and kills it while it waits for its `n`th answer. */
async function killedAt(n: number) {
  const course = await aTurkishCourse();
  let reached: () => void = () => undefined;
  const isThere = new Promise<void>((resolve) => (reached = resolve));
  const engine = await anEngine((time, good) => (time < n ? good : void reached()));
  const child = spawn(process.execPath, ['--input-type=module', '--eval', door, pathToFileURL(join(built, 'main.js')).href, ...command(course, engine)], { stdio: 'ignore' });
  await isThere;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { course, answered: linesOf(engine).slice(0, linesOf(engine).length - lastOf(engine)) };
}

const lastOf = (engine: Engine) => (JSON.parse((engine.requests.at(-1)!.body['messages'] as { content: string }[])[1]!.content) as { lines: unknown[] }).lines.length;

test.each([2, 3, 4])('killed while it waits for answer %i, it goes on there', async (n) => {
  const { course, answered } = await killedAt(n);
  const kept = (await recordsOf(course, 'az')).filter(({ state }) => state === 'machine').map(({ id }) => id);
  expect(kept).toEqual(answered);
  const engine = await anEngine();
  expect((await karvan(command(course, engine), { fetch: globalThis.fetch })).out).toBe('az: 15 units: 15 machine');
  expect(linesOf(engine).filter((id) => answered.includes(id))).toEqual([]);
}, 120_000);

test('even without its records nothing is asked twice; control: without its answers all is', async () => {
  const { course, answered } = await killedAt(4);
  await rm(join(course, 'translations/az.jsonl'));
  const engine = await anEngine();
  await karvan(command(course, engine), { fetch: globalThis.fetch });
  expect(linesOf(engine).filter((id) => answered.includes(id))).toEqual([]);
  await rm(join(course, 'translations'), { recursive: true });
  const control = await anEngine();
  await karvan(command(course, control), { fetch: globalThis.fetch });
  expect(linesOf(control)).toEqual(expect.arrayContaining([...answered]));
}, 120_000);
