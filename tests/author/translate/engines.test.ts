/** Engines that do their work, and engines that do not: what is good comes in, what is not stays open with its reason. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Unit } from '../../../src/author/translate/units.ts';
import { everythingIn, karvan } from '../a-folder.ts';
import { anEngine, aTurkishCourse, pseudo, recordsOf, withLines, type Misbehave } from './an-engine.ts';

type Kind = 'libretranslate' | 'openai';
const kinds: readonly Kind[] = ['libretranslate', 'openai'];
const mt = (kind: Kind, url: string) => `${kind}=${url}${kind === 'openai' ? '#model-a' : ''}`;

async function translated(kind: Kind, misbehave?: Misbehave, more: readonly string[] = []) {
  const [course, engine] = [await aTurkishCourse(), await anEngine(misbehave)];
  const slept: number[] = [];
  const said = await karvan(['translate', course, '--to', 'az', '--mt', mt(kind, engine.url), '--timeout', '0.4', ...more], { fetch: globalThis.fetch, sleep: async (time) => void slept.push(time) });
  return { course, engine, slept, ...said, units: await recordsOf(course, 'az') };
}

const open = (units: readonly Unit[]) => units.filter(({ state }) => state !== 'machine');

test.each(kinds)('%s: a whole course is translated, and a second run asks for nothing', async (kind) => {
  const { course, engine, code, out, units } = await translated(kind);
  expect([code, open(units)]).toEqual([0, []]);
  expect(out).toBe(`az: ${units.length} units: ${units.length} machine`);
  expect(units.find(({ id }) => id === 'film/c3')).toMatchObject({ state: 'machine', engine: mt(kind, '').replace('=', ''), target: expect.stringContaining('3') });
  expect(units.find(({ id }) => id === 'film/c3')!.target).toMatch(/<i>.*<\/i>/);
  const before = engine.requests.length;
  expect(before).toBeLessThan(8);
  await karvan(['translate', course, '--to', 'az', '--mt', mt(kind, engine.url)], { fetch: globalThis.fetch });
  expect(engine.requests.length).toBe(before);
});

test('a sentence over two cues goes to LibreTranslate as one, and comes back as two', async () => {
  const { engine, units } = await translated('libretranslate');
  const sent = engine.requests.flatMap(({ body }) => (body['q'] as string[] | undefined) ?? []);
  expect(sent).toContain('Dilekçeyi aldığınızda ⟦0⟧hemen⟦1⟧ 3 gün içinde yanıtlayın.');
  const [c2, c3] = ['film/c2', 'film/c3'].map((id) => units.find((unit) => unit.id === id)!.target);
  expect(`${c2} ${c3}`.replaceAll('\n', ' ')).toBe(pseudo('Dilekçeyi aldığınızda ⟦0⟧hemen⟦1⟧ 3 gün içinde yanıtlayın.', 'az').replace('⟦0⟧', '<i>').replace('⟦1⟧', '</i>'));
});

test('a chat sees neighbours, terms and how long a cue may be', async () => {
  const [course, engine] = [await aTurkishCourse({ 'translations/terms.az.tsv': 'term\tapproved\tforbidden\tnote\ndilekçe\tərizə\tməktub|yazı\n' }), await anEngine()];
  await karvan(['translate', course, '--to', 'az', '--subtitles', '--mt', mt('openai', engine.url)], { fetch: globalThis.fetch });
  const { messages, response_format: format } = engine.requests.find(({ path }) => path.endsWith('completions'))!.body as { messages: { content: string }[]; response_format: unknown };
  expect(JSON.parse(messages[1]!.content)).toMatchObject({ from: 'tr', to: 'az', before: ['Vatandaşla ilk görüşme', 'Kısa film'], terms: [{ source: 'dilekçe', target: 'ərizə', never: ['məktub', 'yazı'] }], lines: [{ id: 'film/c1', most: 70 }, {}, {}, {}] });
  expect(format).toMatchObject({ type: 'json_schema' });
});

/** An engine that is busy, breaks or is silent a few times. Each must end as the control does: with everything translated. */
const passing: readonly (readonly [string, Misbehave])[] = [
  ['busy, and says how long', (n, good, response) => (n > 1 ? good : void response.writeHead(429, { 'retry-after': '7' }).end('{}'))],
  ['busy, and does not say', (n, good, response) => (n > 3 ? good : void response.writeHead(429).end())],
  ['failing', (n, good, response) => (n % 2 === 0 ? good : void response.writeHead(500).end('oops'))],
  ['stopping in mid-answer', (n, good, response) => (n % 3 !== 1 ? good : void response.writeHead(200).end(JSON.stringify(good).slice(0, -20)))],
  ['hanging up', (n, good, response) => (n !== 2 ? good : void response.destroy())],
  ['silent', (n, good) => (n === 2 ? undefined : good)],
  ['breaking off in mid-body', (n, good, response) => {
    if (n !== 1) return good;
    response.writeHead(200, { 'content-length': '5000' });
    response.write(JSON.stringify(good).slice(0, 30));
    setTimeout(() => response.destroy(), 10);
    return undefined;
  }],
];
test.each(kinds.flatMap((kind) => passing.map(([what, misbehave]) => [kind, what, misbehave] as const)))('%s, %s: asked again, and all is translated', async (kind, _, misbehave) => {
  const { code, units, slept } = await translated(kind, misbehave);
  expect([code, open(units)]).toEqual([0, []]);
  expect(slept.length).toBeGreaterThan(0);
});

test('how long to wait is what the engine says', async () => {
  expect((await translated('openai', passing[0]![1])).slept).toEqual([7000]);
  const date = new Date(Date.parse('2026-11-25T10:00:00Z') + 9000).toUTCString();
  expect((await translated('openai', (n, good, response) => (n > 1 ? good : void response.writeHead(503, { 'retry-after': date }).end()))).slept).toEqual([9000]);
});

test.each(kinds)('%s that goes on failing is given up in words; what was done before is kept', async (kind) => {
  const { code, err, units, engine } = await translated(kind, (n, good, response) => (n === 1 ? good : void response.writeHead(500).end()));
  expect(code).toBe(1);
  expect(err).toMatch(/answers 500, 5 times\n {4}What was done is kept/);
  expect(engine.asked()).toBe(6);
  expect(units.some(({ state }) => state === 'machine')).toBe(true);
  expect(units.some(({ state }) => state === 'new')).toBe(true);
});

test('an engine that wants an hour is not waited for', async () => {
  const { code, err, slept } = await translated('openai', (_, __, response) => void response.writeHead(429, { 'retry-after': '3600' }).end());
  expect([code, slept]).toEqual([1, []]);
  expect(err).toContain('asks to wait 60 minutes');
});

/** Changes one line of every chat answer. */
const line = (id: string, change: (text: string) => string): Misbehave => (_, good) => withLines(good, (lines) => lines.map((each) => (each.id === id ? { id, text: change(each.text) } : each)));
const block = (words: string) => async (): Promise<string> => (await translated('openai')).units.find(({ source }) => source.includes(words))!.id;
const fixed = (id: string) => async () => id;

/** What an engine may make of a line, and the code with which it is refused. The control is each line's own clean translation. */
const bad: readonly (readonly [string, () => Promise<string>, (text: string) => string, RegExp])[] = [
  ['drops a placeholder', block('{numara}'), (text) => text.replace('⟦0⟧', ''), /^marks-differ$/],
  ['doubles a placeholder', block('{numara}'), (text) => `${text} ⟦0⟧`, /^marks-differ$/],
  ['makes up a tag', fixed('film/c1'), (text) => `<b>${text}</b>`, /marks-differ: <b>/],
  ['makes up a cue', fixed('film/c1'), (text) => `${text}\n\n00:01.000 --> 00:02.000\nX`, /marks-differ/],
  ['answers in another script', block('# Sıra'), () => '# Как даётся номер очереди', /script-wrong/],
  ['answers in another language', block('{numara}'), () => 'Every visitor takes ⟦0⟧ and waits in the hall for the call.', /language-wrong/],
  ['does not translate', block('# Sıra'), () => '# Sıra numarası nasıl verilir', /text-untranslated/],
  ['changes a number', fixed('film/c3'), (text) => text.replace('3', '5'), /numbers-differ/],
  ['runs a script', block('# Sıra'), (text) => `${text} <script>alert(1)</script>`, /marks-differ/],
  ['opens HTML that it does not close', block('# Sıra'), (text) => `${text} <img src=x onerror=alert()`, /marks-differ: </],
  ['links elsewhere', block('{numara}'), (text) => `${text} [burada](https://evil.example/x)`, /marks-differ/],
  ['links elsewhere by name', block('{numara}'), (text) => `${text} [burada][1]\n\n[1]: https://evil.example/x`, /marks-differ/],
  ['adds to a list', block('- Önce'), (text) => `${text}\n- əlavə sətir yazıldı`, /marks-differ: Markdown/],
  ['makes a heading of a paragraph', block('{numara}'), (text) => `# ${text}`, /marks-differ: Markdown/],
  ['loses its thread', fixed('film/c1'), () => 'və sonra və sonra və sonra və sonra', /text-loop/],
  ['thanks for watching', fixed('film/c4'), () => 'Kanala abunə olmağı unutmayın', /text-phantom/],
  ['says nothing', fixed('film/c4'), () => '  ', /text-empty/],
];
test.each(bad)('a machine that %s is not believed', async (_, which, change, note) => {
  const id = await which();
  const control = await translated('openai');
  expect(control.units.find((unit) => unit.id === id)).toMatchObject({ state: 'machine' });
  const { code, units } = await translated('openai', line(id, change));
  expect(code).toBe(0);
  expect(units.find((unit) => unit.id === id)).toMatchObject({ state: 'new', target: '', note: expect.stringMatching(note) });
  expect(open(units).map((unit) => unit.id)).toEqual([id]);
});

test('a machine that says the same to everything is not believed; control: the same words to one line are', async () => {
  const same = 'Müraciəti qeydə alın.';
  const always: Misbehave = (_, good) => withLines(good, (lines) => lines.map(({ id, text }) => ({ id, text: id.startsWith('film/c') ? same : text })));
  const { units } = await translated('openai', always);
  expect(open(units).map(({ id, note }) => [id, note])).toEqual([['film/c1', 'cue-loop'], ['film/c2', 'cue-loop'], ['film/c3', 'cue-loop'], ['film/c4', 'cue-loop']]);
  expect(open((await translated('openai', line('film/c1', () => same))).units)).toEqual([]);
});

test('a line without an answer is asked for alone; without one again it stays open', async () => {
  const first: Misbehave = (n, good) => (n === 1 ? withLines(good, (lines) => lines.slice(1)) : good);
  expect(open((await translated('openai', first)).units)).toEqual([]);
  const never: Misbehave = (_, good) => withLines(good, (lines) => lines.filter(({ id }) => id !== 'film/c1'));
  expect(open((await translated('openai', never)).units)).toMatchObject([{ id: 'film/c1', state: 'new', note: 'no-answer' }]);
});

test('of an id that comes twice with two texts neither is believed; twice the same is one answer', async () => {
  const twice = (change: (text: string) => string): Misbehave => (_, good) => withLines(good, (lines) => [...lines, ...lines.filter(({ id }) => id === 'film/c1').map(({ id, text }) => ({ id, text: change(text) }))]);
  expect(open((await translated('openai', twice((text) => `${text} bəli`))).units)).toMatchObject([{ id: 'film/c1', note: 'no-answer' }]);
  expect(open((await translated('openai', twice((text) => text))).units)).toEqual([]);
});

test('ids that nobody asked for, prose and a fence around the JSON do no harm', async () => {
  const foreign: Misbehave = (_, good) => withLines(good, (lines) => [{ id: 'course/other', text: 'x' }, ...lines]);
  expect(open((await translated('openai', foreign)).units)).toEqual([]);
  const fenced: Misbehave = (_, good) => {
    const chat = good as { choices: { message: { content: string } }[] };
    return { ...chat, choices: [{ message: { content: `\`\`\`json\n${chat.choices[0]!.message.content}\n\`\`\`` } }] };
  };
  expect(open((await translated('openai', fenced)).units)).toEqual([]);
  const prose: Misbehave = () => ({ choices: [{ message: { content: 'I am sorry.' } }] });
  const { code, units } = await translated('openai', prose);
  expect([code, new Set(units.map(({ state, note }) => `${state} ${note}`))]).toEqual([0, new Set(['new no-answer'])]);
});

test('LibreTranslate with one text too few: nothing is put under the wrong id', async () => {
  const short: Misbehave = (_, good, __, { body }) => ((body['q'] as string[]).length > 1 ? { translatedText: (good as { translatedText: string[] }).translatedText.slice(1) } : good);
  const { units } = await translated('libretranslate', short);
  expect(open(units)).toEqual([]);
  const control = await translated('libretranslate');
  expect(units.filter(({ kind }) => kind === 'text')).toEqual(control.units.filter(({ kind }) => kind === 'text'));
});

test('a pair that the engine does not know is said before any work; so is a model', async () => {
  const [course, engine] = [await aTurkishCourse(), await anEngine(undefined, { languages: ['tr', 'ru'] })];
  const at = (...more: readonly string[]) => karvan(['translate', course, ...more], { fetch: globalThis.fetch });
  const { code, err } = await at('--to', 'az', '--mt', mt('libretranslate', engine.url));
  expect([code, engine.asked()]).toEqual([1, 0]);
  expect(err).toMatch(/cannot translate tr into az\n {4}Install that language there, go through another one with --pivot/);
  expect((await at('--to', 'ru', '--mt', mt('libretranslate', engine.url))).code).toBe(0);
  expect((await at('--to', 'az', '--mt', `openai=${engine.url}#model-x`)).err).toContain('has no model “model-x”');
  expect((await at('--to', 'az', '--mt', `openai=${engine.url}`)).err).toContain('no model is named');
});

test('through a pivot: first into Russian, then into Kazakh, with what people said in Russian taken as it is', async () => {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  const at = (...more: readonly string[]) => karvan(['translate', course, '--mt', mt('openai', engine.url), ...more], { fetch: globalThis.fetch });
  const { code, out } = await at('--to', 'kk', '--pivot', 'ru');
  const units = await recordsOf(course, 'kk');
  expect([code, out]).toEqual([0, `kk: ${units.length} units: ${units.length} machine`]);
  expect(units[0]).toMatchObject({ engine: 'openai#model-a via ru', target: pseudo(pseudo('Vatandaşla ilk görüşme', 'ru'), 'kk') });
  const before = engine.requests.length;
  await at('--to', 'kk', '--pivot', 'ru');
  await at('--to', 'ru');
  expect(engine.requests.length).toBe(before);
});

test('the key stands in a header and nowhere else; a wrong one is said', async () => {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  const world = { fetch: globalThis.fetch, env: { KARVAN_MT_KEY: 'secret-4711' } };
  const said = await karvan(['translate', course, '--to', 'az', '--mt', mt('openai', engine.url)], world);
  expect(new Set(engine.requests.map(({ key }) => key))).toEqual(new Set(['Bearer secret-4711']));
  expect(JSON.stringify(await everythingIn(course)) + said.out + said.err).not.toContain('secret-4711');
  expect(Buffer.from(Object.values(await everythingIn(course)).join(''), 'base64').toString()).not.toContain('secret-4711');
  const closed = await translated('openai', (_, __, response) => void response.writeHead(401).end('{"error":"bad key secret-4711"}'));
  expect([closed.code, closed.err]).toEqual([1, expect.stringContaining('$KARVAN_MT_KEY')]);
  expect(closed.err).not.toContain('4711');
});

test('a redirect is not followed: nothing comes to another address', async () => {
  const other = await anEngine();
  const { code, err } = await translated('openai', (_, __, response) => void response.writeHead(307, { location: `${other.url}/v1/chat/completions` }).end());
  expect([code, other.requests.length]).toEqual([1, 0]);
  expect(err).toContain('points to another address');
});

test('--dry-run says what it would take, asks nobody and writes nothing', async () => {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  const { code, out } = await karvan(['translate', course, '--to', 'az', '--mt', mt('openai', engine.url), '--price', '20', '--dry-run'], { fetch: globalThis.fetch });
  expect(code).toBe(0);
  expect(out).toMatch(/^az: 15 units: 15 new\n {2}to translate: 15 units, \d+ characters\n {2}requests to openai#model-a: \d, about \d+ characters both ways\n {2}cost: 0\.\d\d$/);
  expect(engine.requests).toEqual([]);
  await expect(readFile(join(course, 'translations/az.jsonl'))).rejects.toThrow('ENOENT');
});

test('--cost-cap stops before the request that would pass it', async () => {
  const { code, err, engine, units } = await translated('openai', undefined, ['--price', '1000', '--cost-cap', '4']);
  expect([code, err]).toEqual([1, expect.stringContaining('would cost more than --cost-cap allows')]);
  const control = await translated('openai', undefined, ['--price', '1000', '--cost-cap', '800']);
  expect(engine.asked()).toBeLessThan(control.engine.asked());
  expect([control.code, open(control.units), open(units).length > 0]).toEqual([0, [], true]);
});

test.each([
  [['--to', 'az', '--mt', 'babel=http://127.0.0.1:1'], /it may be none or libretranslate=<address> or openai=<address>/],
  [['--to', 'az', '--mt', 'openai=nowhere'], /without name and password/],
  [['--to', 'az', '--mt', 'openai=http://a:b@127.0.0.1:1'], /without name and password/],
  [['--to', 'az', '--mt', 'openai=http://127.0.0.1:1', '--cost-cap', '5'], /needs --price/],
  [['--to', 'az', '--mt', 'openai=http://127.0.0.1:1', '--timeout', 'soon'], /write a number/],
  [['--to', 'tr'], /in which the course was written/],
  [['--to', 'Azeri'], /write languages such as/],
  [[], /--to is missing/],
  [['--to', 'az,kk', '--glossary', 'g.tsv'], /for one language/],
])('typed wrongly, %j is said and nothing is written', async (more, what) => {
  const course = await aTurkishCourse();
  const before = await everythingIn(course);
  const { code, err } = await karvan(['translate', course, ...more]);
  expect([code, err]).toEqual([2, expect.stringMatching(what)]);
  expect(await everythingIn(course)).toEqual(before);
});
