/** Files for people and bureaus: whatever stands in a unit comes back byte for byte, with its state. */
import * as fc from 'fast-check';
import { applied } from '../../../src/author/review/apply.ts';
import type { Row } from '../../../src/author/review/markup.ts';
import { readSubtitles, writeSubtitles } from '../../../src/author/review/subtitles.ts';
import { readTmx, writeTmx } from '../../../src/author/review/tmx.ts';
import { readXliff, writeXliff12, writeXliff2 } from '../../../src/author/review/xliff.ts';
import { plain } from '../../../src/author/translate/blocks.ts';
import { isShown, type Unit } from '../../../src/author/translate/units.ts';

const heading = { course: 'ministry/desk', from: 'tr', to: 'az' };

const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<i>', '</i>', '{ad}', '`rm -r`', '[a](b.svg)', '&amp;', '&', '"', "'", ']]>', '<b', '\n', '\t', ' ', '⟦0⟧', 'ə', '<ph id="p0"/>', 'https://a.example/x?a=1&b=2'));
const text = fc.array(words, { minLength: 1, maxLength: 8 }).map((parts) => plain(parts.join('')));
const unit = fc.record({
  id: fc.uuid(), source: text, target: text, state: fc.constantFrom<Unit['state']>('new', 'stale', 'machine', 'reviewed', 'approved'),
  by: fc.option(text.filter((each) => each !== ''), { nil: undefined }), note: fc.option(text.filter((each) => each !== ''), { nil: undefined }),
});
const units: fc.Arbitrary<readonly Unit[]> = fc.uniqueArray(unit, { minLength: 1, maxLength: 5, selector: ({ id }) => id }).map((all) =>
  all.map(({ by, note, ...each }) => ({ ...each, kind: 'quiz', of: '0'.repeat(64), id: `test/${each.id} "<&>"\t`, ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }) })),
);

const asRow = ({ id, source, target, state, by, note }: Unit): Row => ({ id, source, target, state, ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }) });

test.each([['2.0', writeXliff2], ['1.2', writeXliff12]] as const)('XLIFF %s keeps text, ids, states, names and remarks', (_, write) => {
  fc.assert(fc.property(units, (all) => {
    expect(readXliff(write(all, heading))).toEqual({ from: 'tr', to: 'az', rows: all.map(asRow) });
  }), { numRuns: 300 });
});

test('TMX keeps all that has a translation', () => {
  fc.assert(fc.property(units, (all) => {
    expect(readTmx(writeTmx(all, heading), heading)).toEqual(all.filter(({ target }) => target !== '').map(asRow));
  }), { numRuns: 300 });
});

const cue = (n: number, more: Partial<Unit> = {}): Unit => ({ id: `film/c${n}`, kind: 'cue', of: '0'.repeat(64), source: `<i>Kaynak</i> ${n} &amp; son`, target: `<i>Mənbə</i> ${n}\nikinci sətir &amp; son`, state: 'machine', start: n, end: n + 0.875, ...more });

test('WebVTT keeps text and states, for each lesson a file', () => {
  const all = [cue(1), cue(2, { state: 'reviewed', by: 'Leyla Əliyeva' }), cue(3, { target: '' }), { ...cue(4, { state: 'approved' }), id: 'other/c4' }];
  const files = writeSubtitles(all);
  expect([...files.keys()]).toEqual(['film', 'other']);
  const back = [...files.values()].flatMap((file) => readSubtitles(file, all, undefined) as readonly Row[]);
  expect(back).toEqual(all.filter(({ target }) => target !== '').map(asRow));
  expect(readSubtitles('WEBVTT\n\nc1\n00:01.000 --> 00:02.000\nBir\n', all, undefined)).toMatchObject({ kind: 'not-read', what: expect.stringContaining('--lesson: film, other') });
  expect(readSubtitles('WEBVTT\n\nc1\n00:01.000 --> 00:02.000\nBir\n', all, 'film')).toEqual([{ id: 'film/c1', source: '<i>Kaynak</i> 1 &amp; son', target: 'Bir' }]);
});

test('marks are elements that a tool protects, the same ones in source and translation', () => {
  const made = writeXliff2([{ ...cue(1), source: 'Yaz {a} ve {b}', target: '{b} və {a} yaz' }], heading);
  expect(made).toContain('<source xml:space="preserve">Yaz <ph id="p0" dataRef="d0"/> ve <ph id="p1" dataRef="d1"/></source>');
  expect(made).toContain('<target xml:space="preserve"><ph id="p1" dataRef="d1"/> və <ph id="p0" dataRef="d0"/> yaz</target>');
  expect(made).toContain('<segment state="translated">');
  expect(writeXliff12([cue(1, { state: 'approved' })], heading)).toMatch(/approved="yes">\n<source>.+<\/source>\n<target state="final"><ph id="1">&lt;i&gt;<\/ph>Mənbə/);
});

test('what other tools make of it is understood: prefixes, parted segments, paired codes, their own states', () => {
  const two = `<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="tr" trgLang="az"><x:file id="f"><x:group id="g"><x:unit id="u1" name="a/1">
    <x:originalData><x:data id="d1">&lt;b&gt;</x:data><x:data id="d2">&lt;/b&gt;</x:data></x:originalData>
    <x:segment state="final"><x:source>Bir <x:pc id="1" dataRefStart="d1" dataRefEnd="d2">iki</x:pc>.</x:source><x:target>Bir <x:pc id="1" dataRefStart="d1" dataRefEnd="d2">iki</x:pc>.</x:target></x:segment>
    <x:ignorable><x:source> </x:source></x:ignorable>
    <x:segment state="reviewed"><x:source>Üç.</x:source><x:target><x:mrk id="m">Üç!</x:mrk></x:target></x:segment></x:unit></x:group></x:file></x:xliff>`;
  expect(readXliff(two)).toMatchObject({ rows: [{ id: 'a/1', source: 'Bir <b>iki</b>. Üç.', target: 'Bir <b>iki</b>. Üç!', state: 'reviewed' }] });
  const state = (attributes: string, target = '<target>b</target>') => readXliff(`<xliff version="1.2"><file source-language="tr" target-language="az"><body><trans-unit id="a/1"${attributes}><source>a</source>${target}<alt-trans><target>x</target></alt-trans></trans-unit></body></file></xliff>`);
  expect(state('')).toMatchObject({ rows: [{ id: 'a/1', target: 'b', state: 'machine' }] });
  expect(state(' approved="yes"')).toMatchObject({ rows: [{ state: 'approved' }] });
  expect(state('', '<target state="needs-review-translation">b</target>')).toMatchObject({ rows: [{ state: 'machine' }] });
  expect(state('', '<target state="needs-translation">b</target>')).toMatchObject({ rows: [{ state: 'new' }] });
  expect(state('', '')).toMatchObject({ rows: [{ target: '', state: 'new' }] });
});

test.each([
  ['<!DOCTYPE x [<!ENTITY a "b">]><xliff version="2.0"/>', /document type/],
  ['<xliff version="3.0"/>', /not XLIFF/],
  ['<tmx version="1.4"/>', /not XLIFF/],
  ['<xliff version="2.0"', /./],
])('%s is not read', (file, what) => {
  expect(readXliff(file)).toMatchObject({ kind: 'not-read', what: expect.stringMatching(what) });
});

const sent = (row: Partial<Row>, before: Partial<Unit> = {}, sender = {}) => {
  const old = cue(1, before);
  const { units: [made], ...rest } = applied([old], [{ id: old.id, source: old.source, target: old.target, ...row }], sender, 'file.xlf');
  return { old, made: made!, ...rest };
};

test('what nobody changed stays as it was, with engine and remark', () => {
  for (const state of ['new', 'stale', 'machine', 'reviewed', 'approved'] as const) {
    const { old, made, changed } = sent({ state }, { state, engine: 'openai#a', note: 'length-odd: 1 / 9' });
    expect([made, changed]).toEqual([old, 0]);
  }
});

test('a person who stands for a file makes its lines reviewed, and is named; unfinished lines stay open', () => {
  const sender = { as: 'reviewed', by: 'Leyla' } as const;
  expect(sent({ state: 'machine' }, { engine: 'openai#a' }, sender).made).toMatchObject({ state: 'reviewed', by: 'Leyla', engine: 'openai#a' });
  expect(sent({ target: '<i>Yeni</i> &amp; 1' }, { engine: 'openai#a' }, sender).made).toEqual({ ...cue(1), target: '<i>Yeni</i> &amp; 1', state: 'reviewed', by: 'Leyla' });
  expect(sent({ state: 'new', target: 'Təklif' }, { state: 'new', target: '', source: 'Kaynak' }, sender).made).toMatchObject({ state: 'new', target: 'Təklif' });
  expect(sent({ state: 'new', target: 'Təklif' }, { source: 'Kaynak' }, sender).made).toMatchObject({ state: 'machine' });
});

test('an older file takes nothing back: neither what was approved since, nor what translates a newer source', () => {
  const before = { source: 'Kaynak', target: 'Mənbə', state: 'approved' } as const;
  const { made, faults } = sent({ state: 'machine', target: 'Mənbələr' }, before);
  expect([made.target, faults[0]?.what]).toEqual(['Mənbə', '“film/c1” was left as it is: it is approved already, and the file says machine']);
  expect(sent({ state: 'final' as 'approved', source: 'Kaynak 0', target: 'Mənbə 0' }, before)).toMatchObject({ older: 1, made: { target: 'Mənbə', state: 'approved' } });
  expect(sent({ state: 'reviewed', source: 'Kaynak eski', target: 'Köhnə mənbə' }, { source: 'Kaynak', state: 'new', target: '' }, { as: 'reviewed', by: 'L' })).toMatchObject({ older: 1, made: { target: 'Köhnə mənbə', state: 'stale', by: 'L' } });
});

test.each([
  [{ target: 'Mənbə <script>x</script>' }, {}],
  [{ target: 'Mənbə\n\n00:01.000 --> 00:09.000\nX' }, {}],
  [{ target: 'Mənbə [x](https://evil.example)' }, { kind: 'text', target: '' }],
  [{ target: '# Mənbə' }, { kind: 'text', target: '' }],
] as const)('a person, too, can put in no harm: %j', (row, before) => {
  const { old, made, faults } = sent({ ...row, state: 'reviewed' }, { source: 'Kaynak', target: 'Mənbə', ...before }, { as: 'approved', by: 'L' });
  expect([made, faults.length]).toEqual([old, 1]);
  expect(isShown(sent({ target: 'Mənbədir', state: 'reviewed' }, { source: 'Kaynak', target: 'Mənbə' }).made)).toBe(true);
});
