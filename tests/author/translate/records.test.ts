/** What happens to translations when the course changes, and what is translated without a machine. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { merged } from '../../../src/author/translate/merge.ts';
import { memoryOf } from '../../../src/author/translate/memory.ts';
import type { SourceUnit } from '../../../src/author/translate/source-units.ts';
import type { Unit } from '../../../src/author/translate/units.ts';
import { aBuiltPack, aFolder, everythingIn, karvan, soundCourse, temporaryFolder } from '../a-folder.ts';
import { anEngine, aTurkishCourse, recordsOf } from './an-engine.ts';

const of = '0'.repeat(64);
const source = (id: string, text: string, kind: Unit['kind'] = 'cue'): SourceUnit => ({ id, kind, of, source: text });
const approved = (each: SourceUnit): Unit => ({ ...each, target: `T ${each.source}`, state: 'approved', by: 'Leyla' });
const brief = (units: readonly Unit[]) => units.map(({ id, target, state }) => [id, target, state]);

test('a changed source makes its own unit stale, and what was written for it stays as a proposal', () => {
  const [a, b] = [source('film/c1', 'Bir'), source('film/c2', 'İki')];
  expect(brief(merged([a, b].map(approved), [a, source('film/c2', 'İki buçuk')]))).toEqual([['film/c1', 'T Bir', 'approved'], ['film/c2', 'T İki', 'stale']]);
});

test('a cue that was inserted moves the numbers of those after it, and none of them becomes stale', () => {
  const before = ['Bir', 'İki', 'Üç'].map((text, n) => source(`film/c${n + 1}`, text));
  const after = ['Sıfır', 'Bir', 'İki', 'Üç'].map((text, n) => source(`film/c${n + 1}`, text));
  expect(brief(merged(before.map(approved), after))).toEqual([['film/c1', '', 'new'], ['film/c2', 'T Bir', 'approved'], ['film/c3', 'T İki', 'approved'], ['film/c4', 'T Üç', 'approved']]);
});

test('a paragraph that was changed finds what was written for it, though its id is another; a new one does not', () => {
  const before = source('page/aaa', 'Her vatandaş bir numara alır ve salonda bekler.', 'text');
  const after = [source('page/bbb', 'Her vatandaş bir sıra numarası alır ve salonda bekler.', 'text'), source('page/ccc', 'Telefon çalarsa kapatın.', 'text')];
  expect(brief(merged([approved(before)], after))).toEqual([['page/bbb', 'T Her vatandaş bir numara alır ve salonda bekler.', 'stale'], ['page/ccc', '', 'new']]);
});

test('whatever changes: one unit for each of the source, in its order, and nothing is shown beside another source than its own', () => {
  const list = fc.uniqueArray(fc.record({ id: fc.constantFrom('a/1', 'a/2', 'a/3', 'b/1', 'b/2'), text: fc.constantFrom('bir', 'iki', 'üç', 'dört') }), { selector: ({ id }) => id });
  fc.assert(fc.property(list, list, (before, after) => {
    const units = merged(before.map(({ id, text }) => approved(source(id, text))), after.map(({ id, text }) => source(id, text)));
    expect(units.map(({ id }) => id)).toEqual(after.map(({ id }) => id));
    for (const unit of units) if (unit.state === 'approved') expect(unit.target).toBe(`T ${unit.source}`);
  }));
});

test('a memory gives the same text back whole, and a like one as such', () => {
  const memory = memoryOf([{ source: 'Dilekçeyi üç gün içinde yanıtlayın.', target: 'Ərizəyə üç gün ərzində cavab verin.' }]);
  expect(memory('Dilekçeyi üç gün\niçinde yanıtlayın.')?.alike).toBe(100);
  expect(memory('Dilekçeyi beş gün içinde yanıtlayın.')?.alike).toBeLessThan(100);
  expect(memory('Telefon çalarsa kapatın.')).toBeUndefined();
});

test('without a machine: the same text is taken from a memory, a like one is proposed, the rest waits for people', async () => {
  const course = await aTurkishCourse();
  const tu = (tr: string, az: string) => `<tu><tuv xml:lang="TR"><seg>${tr}</seg></tuv><tuv xml:lang="az-AZ"><seg>${az}</seg></tuv></tu>`;
  const tm = join(await temporaryFolder(), 'm.tmx');
  await writeFile(tm, `<?xml version="1.0"?><tmx version="1.4"><header/><body>${tu('Kısa film', 'Qısa film haqqında')}${tu('Sonra kayıt defterine yazınız.', 'Sonra qeyd dəftərinə yazın.')}</body></tmx>`);
  const { code, out } = await karvan(['translate', course, '--to', 'az', '--tm', tm]);
  expect([code, out]).toEqual([0, 'az: 15 units: 14 new, 1 machine']);
  const units = await recordsOf(course, 'az');
  expect(units.find(({ id }) => id === 'film/title')).toMatchObject({ target: 'Qısa film haqqında', state: 'machine', engine: 'memory' });
  expect(units.find(({ id }) => id === 'film/c4')).toMatchObject({ target: 'Sonra qeyd dəftərinə yazın.', state: 'new', note: expect.stringMatching(/^memory \d\d: Sonra kayıt defterine yazınız\.$/) });
  await writeFile(tm, '<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx/>');
  expect(await karvan(['translate', course, '--to', 'az', '--tm', tm])).toMatchObject({ code: 1, err: expect.stringContaining('document type') });
});

test('what the course says itself in a language is taken over, as far as it says that people read it', async () => {
  const course = await aFolder({ ...soundCourse, 'course.yaml': String(soundCourse['course.yaml']).replace('reviewed: []', 'reviewed: [ru]') });
  expect((await karvan(['translate', course, '--to', 'ru'])).out).toBe('ru: 14 units: 14 reviewed');
});

const cyrillic = {
  'course.yaml': 'karvan: 1\nid: ministry/desk\nrelease: 1\nlicence: CC-BY-4.0\nsource: az-Cyrl\nlanguages: [az-Cyrl]\ntitle: { az-Cyrl: Илк ҝөрүш }\nlessons:\n  - id: page\n    title: { az-Cyrl: Мүраҹиәт }\n    read: lessons/page\n',
  'lessons/page.az-Cyrl.md': '# Мүраҹиәт\n\nМүраҹиәти гејдә алын, сонра {ad} јазын.\n',
};

test('Azerbaijani in Cyrillic becomes Latin without any machine', async () => {
  const course = await aFolder(cyrillic);
  expect((await karvan(['translate', course, '--to', 'az'])).out).toBe('az: 4 units: 4 machine');
  expect((await recordsOf(course, 'az')).map(({ target, engine }) => [target, engine])).toEqual(['İlk görüş', 'Müraciət', '# Müraciət', 'Müraciəti qeydə alın, sonra {ad} yazın.'].map((target) => [target, 'transliteration']));
});

test('Kazakh in Latin comes from what was translated into Kazakh', async () => {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  await karvan(['translate', course, '--to', 'kk', '--mt', `openai=${engine.url}#model-a`], { fetch: globalThis.fetch });
  const { code, out } = await karvan(['translate', course, '--to', 'kk-Latn', '--pivot', 'kk']);
  expect([code, out]).toEqual([0, 'kk-Latn: 15 units: 15 machine']);
});

test('only the kinds that were asked for are translated; a changed line is asked for again, and no other', async () => {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  const translate = (...more: string[]) => karvan(['translate', course, '--to', 'az', '--mt', `openai=${engine.url}#model-a`, ...more], { fetch: globalThis.fetch });
  expect((await translate('--quiz')).out).toBe('az: 15 units: 11 new, 4 machine');
  expect((await translate()).out).toBe('az: 15 units: 15 machine');
  const before = engine.requests.length;
  const vtt = join(course, 'media/film.tr.vtt');
  await writeFile(vtt, (await readFile(vtt, 'utf8')).replace('ayakta', 'gülümseyerek'));
  const page = join(course, 'lessons/page.tr.md');
  await writeFile(page, (await readFile(page, 'utf8')).replace('bekleme salonunda', 'girişteki salonda'));
  expect((await karvan(['translate', course, '--to', 'az'])).out).toBe('az: 15 units: 2 stale, 13 machine');
  expect((await translate()).out).toBe('az: 15 units: 15 machine');
  const asked = engine.requests.slice(before).flatMap(({ body }) => (body['messages'] === undefined ? [] : (JSON.parse((body['messages'] as { content: string }[])[1]!.content) as { lines: { text: string }[] }).lines.map(({ text }) => text)));
  expect(asked).toEqual(['Vatandaşı gülümseyerek karşılayın.', 'Her vatandaş ⟦0⟧ alır ve girişteki salonda oturur.']);
});

test('what a person wrote for a changed line is not thrown away for a machine', async () => {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  const translate = () => karvan(['translate', course, '--to', 'az', '--mt', `openai=${engine.url}#model-a`], { fetch: globalThis.fetch });
  await translate();
  const file = join(course, 'translations/az.jsonl');
  const rows = (await recordsOf(course, 'az')).map((unit) => (unit.id === 'film/c1' ? { ...unit, target: 'Vətəndaşı ayaq üstə qarşılayın.', state: 'reviewed', by: 'Leyla' } : unit));
  await writeFile(file, rows.map((unit) => JSON.stringify(unit)).join('\n'));
  const vtt = join(course, 'media/film.tr.vtt');
  await writeFile(vtt, (await readFile(vtt, 'utf8')).replace('ayakta', 'gülümseyerek'));
  await translate();
  expect((await recordsOf(course, 'az')).find(({ id }) => id === 'film/c1')).toMatchObject({ target: 'Vətəndaşı ayaq üstə qarşılayın.', state: 'stale', by: 'Leyla' });
});

test('the pack of somebody else is translated into a folder of one’s own, and stays untouched', async () => {
  const { pack } = await aBuiltPack();
  const before = await everythingIn(pack);
  const into = join(await temporaryFolder(), 'work');
  expect(await karvan(['translate', pack, '--to', 'az'])).toMatchObject({ code: 2, err: expect.stringContaining('--into is missing') });
  expect(await karvan(['translate', pack, '--to', 'az', '--into', into])).toMatchObject({ code: 0, out: 'az: 14 units: 14 new' });
  expect(await everythingIn(pack)).toEqual(before);
  expect((await readFile(join(into, 'az.jsonl'), 'utf8')).trim().split('\n').length).toBe(14);
});

test('a broken course, a broken file of units and a broken glossary are said with their lines, and nothing is written', async () => {
  const broken = await aTurkishCourse({ 'quiz/test.yaml': undefined });
  expect(await karvan(['translate', broken, '--to', 'az'])).toMatchObject({ code: 1, err: expect.stringContaining('quiz/test.yaml') });
  const course = await aTurkishCourse();
  await mkdir(join(course, 'translations'));
  await writeFile(join(course, 'translations/az.jsonl'), '{"id":"film/c1"}\n');
  expect(await karvan(['translate', course, '--to', 'az'])).toMatchObject({ code: 1, err: expect.stringContaining('translations/az.jsonl:1: error: the line is not a unit') });
  expect(await readFile(join(course, 'translations/az.jsonl'), 'utf8')).toBe('{"id":"film/c1"}\n');
  await writeFile(join(course, 'translations/terms.kk.tsv'), 'term\tapproved\ndilekçe\n');
  expect(await karvan(['translate', course, '--to', 'kk'])).toMatchObject({ code: 1, err: expect.stringContaining('terms.kk.tsv:2') });
});
