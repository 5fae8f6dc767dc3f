/** The parts of which the checks are made, by what people write. */
import { holdsTerm } from '../../../src/core/translation/glossary.ts';
import { doubtOf } from '../../../src/core/translation/language.ts';
import { chrF } from '../../../src/core/translation/likeness.ts';
import { marksOf, mask, unmask } from '../../../src/core/translation/marks.ts';
import { differingNumbers } from '../../../src/core/translation/numbers.ts';

test.each([
  ['1.234,5', '1 234.5'],
  ['1,234,567', '1 234 567'],
  ['٣ saat', '3 saat'],
  ['saat 10:30', 'at 10.30'],
  ['2024/117 sayılı', '№ 2024/117'],
  ['10-cu bənd', '10. madde'],
])('%s and %s are the same numbers', (a, b) => {
  expect(differingNumbers(a, b)).toEqual([]);
});

test.each([['5 gün', '15 gün'], ['2024/117', '2024'], ['1.234', '1.235'], ['3 saat', 'üç saat']])('%s and %s are not', (a, b) => {
  expect(differingNumbers(a, b)).not.toEqual([]);
});

test('placeholders, tags, addresses, code and targets of links are taken out and come back', () => {
  const text = 'Yaz: `rm -r`, {name}, <b>qalın</b>, [sayt](https://a.example/x) ![şəkil](p/a.svg) &amp; a.b@c.example %1$s.';
  const { text: masked, marks } = mask(text);
  expect(marks).toEqual(['`rm -r`', '{name}', '<b>', '</b>', '(https://a.example/x)', '(p/a.svg)', '&amp;', 'a.b@c.example', '%1$s']);
  expect(marksOf(masked)).toEqual([]);
  expect(unmask(masked, marks)).toBe(text);
  expect(unmask(masked.replaceAll('⟦', '[ ').replaceAll('⟧', ' ]'), marks)).toBe(text);
});

test('a token that a machine lost, doubled or made up is noticed', () => {
  const { text, marks } = mask('{a} və {b}');
  expect(unmask(text.replace('⟦1⟧', ''), marks)).toBeUndefined();
  expect(unmask(`${text} ⟦0⟧`, marks)).toBeUndefined();
  expect(unmask(`${text} ⟦7⟧`, marks)).toBeUndefined();
});

test.each([
  ['dilekçe', 'Dilekçenizi üç gün içinde verin.'],
  ['başvuru', 'BAŞVURULARI kaydedin'],
  ['kitap', 'kitabı okuyun'],
  ['müraciət', 'müraciətinizi'],
  ['qanun', 'qanunvericiliyinizin'],
  ['мұрағат', 'мұрағаттың'],
  ['құжат', 'құжатыңызды'],
  ['пароль', 'пароля'],
  ['заявление', 'заявлении'],
])('%s is found in “%s”', (term, text) => {
  expect(holdsTerm(text, term)).toBe(true);
});

test.each([['dilekçe', 'bir dilek tutun'], ['parol', 'partiya'], ['құжат', 'құрал']])('%s is not found in “%s”', (term, text) => {
  expect(holdsTerm(text, term)).toBe(false);
});

test.each([
  ['az', 'Müraciəti qeydə alın və vətəndaşa bildirin.', undefined],
  ['az', 'Başvuruyu kaydedin ve vatandaşa bildirin.', 'language-wrong'],
  ['az', 'Запишите обращение.', 'script-wrong'],
  ['az-Cyrl', 'Мүраҹиәти гејдә алын.', undefined],
  ['tr', 'Müraciəti qeydə alın.', 'language-wrong'],
  ['kk', 'Запишите обращение и сообщите гражданину.', 'language-wrong'],
  ['kk', 'Өтінішті тіркеп, азаматқа хабарлаңыз.', undefined],
  ['kk-Latn', 'Ötinishti tirkeńiz.', undefined],
  ['ru', 'Өтінішті тіркеңіз.', 'language-wrong'],
  ['ru', 'USB и PDF.', undefined],
  ['en', 'Müraciəti qeydə alın.', 'language-wrong'],
])('in %s “%s” is doubted: %s', (tag, text, doubt) => {
  expect(doubtOf(text, tag)).toBe(doubt);
});

test('the same text is wholly alike, another language is not', () => {
  expect(chrF('Parolanızı kimseye söylemeyin.', 'Parolanızı kimseye söylemeyin.')).toBe(100);
  expect(chrF('Tell nobody your password.', 'Parolanızı kimseye söylemeyin.')).toBeLessThan(20);
});
