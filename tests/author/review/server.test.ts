/** `karvan review publish` and `fetch` as they are typed, against a real server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { translationSchema, translationsSchema } from '../../../src/sync/translations.ts';
import { aMinistry, PASSWORD, type Ministry } from '../../server/a-ministry.ts';
import { karvan } from '../a-folder.ts';
import { anEngine, aTurkishCourse, recordsOf } from '../translate/an-engine.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
let course: string;
beforeEach(async () => {
  [ministry, course] = [await aMinistry(), await aTurkishCourse()];
  await karvan(['translate', course, '--to', 'az', '--mt', `openai=${(await anEngine()).url}#model-a`], { fetch: globalThis.fetch });
});
afterEach(() => ministry.close());

const over = (word: 'publish' | 'fetch', { as = 'author', password = PASSWORD } = {}) =>
  karvan(['review', word, course, '--to', 'az', '--server', ministry.at, '--as', as], { fetch: globalThis.fetch, env: { KARVAN_PASSWORD: password } });
const records = () => readFile(join(course, 'translations/az.jsonl'), 'utf8');

/** Somebody at the desk approves the line of a unit. */
async function approve(id: string, target: string): Promise<void> {
  const { translations } = v.parse(translationsSchema, await ministry.read('author', '/api/desk/translations'));
  const path = `/api/desk/translations/${translations[0]!.id}`;
  const { version } = v.parse(translationSchema, await ministry.read('author', path)).lines.find((line) => line.id === id)!;
  expect((await ministry.ask('author', 'POST', path, { changes: [{ id, version, target, state: 'approved' }] })).status).toBe(200);
}

test('handed over and fetched at once, every record stays byte for byte', async () => {
  const before = await records();
  expect(await over('publish')).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^15 units handed over to http/) });
  expect(await over('fetch')).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^0 units changed/) });
  expect(await records()).toBe(before);
});

test('what was approved there comes back with name and time, and handing over anew does not undo it', async () => {
  const [first] = await recordsOf(course, 'az');
  await over('publish');
  await approve(first!.id, 'Vətəndaşla ilk görüş');
  expect((await over('publish')).out).toContain('1 unit left there as people left them');
  expect((await over('fetch')).out).toMatch(/^1 unit changed\n.*1 approved/);
  const { name } = await ministry.store.read((r) => r.selectFrom('person').select('name').where('id', '=', 'author').executeTakeFirstOrThrow());
  expect((await recordsOf(course, 'az'))[0]).toMatchObject({ target: 'Vətəndaşla ilk görüş', state: 'approved', by: name, at: new Date(ministry.clock.at).toISOString() });
  const before = await records();
  await over('fetch');
  expect(await records()).toBe(before);
});

test('who may not, and what never came, is said, and the records stay', async () => {
  const before = await records();
  expect(await over('publish', { password: 'guess' })).toMatchObject({ code: 1, err: expect.stringContaining('(401)') });
  expect(await over('publish', { as: 'supervisor' })).toMatchObject({ code: 1, err: expect.stringContaining('(403)') });
  expect(await over('fetch')).toMatchObject({ code: 1, err: expect.stringContaining('(404)') });
  expect(await karvan(['review', 'fetch', course, '--to', 'az', '--as', 'author'])).toMatchObject({ code: 2, err: expect.stringContaining('--server is missing') });
  expect(await records()).toBe(before);
});
