/** What is refused before anything of it can be opened, each time with a sentence that a learner understands. */
import { readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import { parseManifest, type Manifest } from '../../src/pack/manifest.ts';
import { signManifest } from '../../src/pack/trust.ts';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { aRoad, type Road } from './a-road.ts';
import { anAuthor, COURSE, PUBLISHER, type Author } from './an-author.ts';
import { keepPicture } from './look.ts';
import { wordsOf, type Say } from './words.ts';

let karvan: Karvan;
let author: Author;
let road: Road;
let phone: Phone;
let page: Page;
let pack: string;
let manifest: Manifest;
const ru: Say = wordsOf('ru');

beforeAll(async () => {
  karvan = await aKarvan();
  author = anAuthor();
  await karvan.start(await freePort());
  road = await aRoad(await freePort(), karvan.port());
  await karvan.run(['keys', 'new', PUBLISHER, '--keys', author.keys]);
  await karvan.run(['keys', 'trust', path(author.keys, `${PUBLISHER}.public.json`), '--name', 'District academy']);
  pack = await publish();
  const parsed = parseManifest(readFileSync(path(pack, 'manifest.json')));
  if (isProblem(parsed)) throw new Error(parsed.detail);
  manifest = parsed;
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, 'refusals-failed');
  road.change = undefined;
  await phone.end();
});
afterAll(async () => {
  await road?.close();
  await karvan?.end();
  author?.end();
});

test('control: unchanged, the course comes and its first lesson can be opened', async () => {
  await seeCourse();
  await get('rendition.text');
  await page.locator(`ol a[href="/learn/${COURSE}/1"]`).waitFor();
});

test('one flipped byte', async () => {
  road.change = ofBytes((bytes) => {
    bytes[10]! ^= 1;
    return bytes;
  });
  await seeCourse();
  await get('rendition.text');
  await expectRefused('pack-piece-damaged');
});

test('a publisher whom nobody knows', async () => {
  const stranger = await newSigningKey();
  await signedBy(stranger.privateKey);
  await seeCourse();
  await expectRefused('pack-publisher-unknown');
});

test('another publisher’s key on this course', async () => {
  await signedBy(JSON.parse(readFileSync(path(karvan.data, 'keys/karvan-samples.key.json'), 'utf8')) as JWK);
  await seeCourse();
  await expectRefused('pack-key-of-another-publisher');
});

test('a signature that does not fit the manifest', async () => {
  road.change = (at, body) => (at.endsWith('manifest.sig') && at.includes(COURSE) ? Buffer.from(broken(body.toString())) : body);
  await seeCourse();
  await expectRefused('pack-signature-invalid');
});

test('bytes that end too early', async () => {
  road.change = ofBytes((bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)));
  await seeCourse();
  await get('rendition.text');
  await expectRefused('pack-bytes-short');
});

test('a piece that belongs elsewhere', async () => {
  // The film's first two pieces are of one size: the one stands in the other's place.
  const film = manifest.groups.find((group) => group.rendition === 'video')!;
  const start = manifest.pieces.slice(0, film.from).reduce((sum, [, size]) => sum + size, 0);
  const size = manifest.pieces[film.from]![1];
  expect(manifest.pieces[film.from + 1]![1]).toBe(size);
  road.change = ofBytes((bytes) => {
    bytes.copyWithin(start, start + size, start + 2 * size);
    return bytes;
  });
  await seeCourse();
  await get('rendition.video');
  await expectRefused('pack-piece-foreign', 3);
});

test('an older release that is offered as new', async () => {
  const [older, olderEntry] = [pack, await entry()];
  author.revise(2, 'backups-and-power', 'ru', 'Новое');
  await publish();
  await seeCourse();
  await get('rendition.text');
  await page.locator(`ol a[href="/learn/${COURSE}/1"]`).waitFor();
  // The catalogue now says that the older edition is release 3.
  const liar = { ...olderEntry, release: 3, edition: older.split('/').at(-1)! };
  road.change = (at, body) => (at === '/api/catalogue' ? Buffer.from(JSON.stringify({ karvan: 1, courses: [liar] })) : body);
  await page.reload();
  await page.getByRole('button', { name: ru('renew.get') }).click();
  await page.getByText(ru('problem:pack-older-release')).waitFor();
  await page.getByText('pack-older-release').waitFor();
  // What was open stays open.
  await page.locator(`ol a[href="/learn/${COURSE}/1"]`).waitFor();
});

test('a publisher’s key that was revoked', async () => {
  const { kid } = JSON.parse(readFileSync(path(author.keys, `${PUBLISHER}.public.json`), 'utf8')) as { kid: string };
  // What such a key signed is not offered any more: the phone saw it before.
  await seeCourse();
  await page.getByRole('button', { name: ru('course.get') }).waitFor();
  // Its first pass is over: of the revocation it hears when it fetches.
  await page.waitForTimeout(6000);
  await karvan.run(['keys', 'revoke', kid]);
  await get('rendition.text');
  await expectRefused('pack-key-revoked');
});

/** A phone that has never been here looks at the catalogue and opens the course's page. */
async function seeCourse(): Promise<void> {
  phone = aPhone();
  page = await phone.open(`http://localhost:${road.port}/`);
  await page.locator('label.choice', { has: page.locator('input[value=ru]') }).click();
  await page.getByRole('button', { name: ru('common.go-on') }).click();
  await page.getByRole('link', { name: ru('idea.look') }).click();
  await page.locator(`a[href="/course/${COURSE}"]`).click();
}

async function get(rendition: string): Promise<void> {
  await page.locator('label.choice', { hasText: ru.exactly(rendition) }).click();
  await page.getByRole('button', { name: ru('course.get') }).click();
}

/** The sentence and its code stand there, and `lessons` can be opened: those whose own pieces came whole. */
async function expectRefused(code: string, lessons = 0): Promise<void> {
  await page.getByText(ru(`problem:${code}`)).waitFor();
  await page.getByText(ru(`problem:${code}.do`)).waitFor();
  await page.getByText(code, { exact: true }).waitFor();
  expect(await page.locator(`ol a[href^="/learn/${COURSE}/"]`).count()).toBe(lessons);
}

async function publish(): Promise<string> {
  const built = await author.build(karvan);
  const { login, password } = karvan.people().find((each) => each.role === 'author')!;
  await karvan.run(['publish', built, '--to', `http://localhost:${karvan.port()}`, '--as', login!], { KARVAN_PASSWORD: password! });
  return built;
}

async function entry(): Promise<Record<string, unknown>> {
  const { courses } = (await (await fetch(`http://localhost:${karvan.port()}/api/catalogue`)).json()) as { courses: { course: string }[] };
  return courses.find((each) => each.course === COURSE)!;
}

async function signedBy(key: JWK): Promise<void> {
  const signature = await signManifest(readFileSync(path(pack, 'manifest.json')), key);
  road.change = (at, body) => (at.endsWith('manifest.sig') && at.includes(COURSE) ? Buffer.from(signature) : body);
}

function ofBytes(change: (bytes: Buffer) => Buffer): NonNullable<Road['change']> {
  return (at, body) => (at.endsWith('/bytes') && at.includes(COURSE) ? change(Buffer.from(body)) : body);
}

/** The same header over another signature. */
function broken(signature: string): string {
  const [header] = signature.trim().split('.');
  return `${header}..${createHash('sha512').update(signature).digest('base64url')}`;
}
