/** Cues out of timed words, sentences word by word, and scripts letter by letter. */
import * as fc from 'fast-check';
import { checkTimes } from '../../../src/core/translation/cue-checks.ts';
import { balanced, cuesOf, type TimedWord } from '../../../src/core/translation/cues.ts';
import { levelOf } from '../../../src/core/translation/finding.ts';
import { inScript } from '../../../src/core/translation/script.ts';
import { endsSentence, isWholeSentence } from '../../../src/core/translation/sentences.ts';

/** Words at a calm pace of speech, with a breath after each sentence. */
function spoken(text: string, from = 1): readonly TimedWord[] {
  let at = from;
  return text.split(' ').map((word) => {
    const start = at;
    at += 0.12 + word.length * 0.075;
    const end = at;
    if (/[.!?]$/.test(word)) at += 0.5;
    return { text: word, start, end };
  });
}

test.each([
  ['tr', 'Dr.', 'Ayşe', false],
  ['tr', 'yapılır.', 'Sonra', true],
  ['tr', 'vb.', 'belgeler', false],
  ['tr', 'vb.', 'Sonra', true],
  ['tr', '3.', 'madde', false],
  ['tr', '2024.', 'Sonra', true],
  ['ru', 'г.', 'Астана', true],
  ['ru', 'ул.', 'Абая', false],
  ['ru', 'т.д.', 'Затем', true],
  ['az', 'A.', 'Quliyev', false],
  ['kk', 'т.б.', 'құжаттар', false],
  ['en', 'e.g.', 'Monday', false],
  ['en', '“Stop!”', 'He', true],
  ['en', 'word', 'Next', false],
] as const)('%s: after “%s” and before “%s” a sentence ends: %s', (lang, word, next, ends) => {
  expect(endsSentence(word, next, lang)).toBe(ends);
});

test('a cue that stops in mid-sentence is no whole one', () => {
  expect([isWholeSentence('Birbiriyle ilgisi olmayan dört kelime', 'tr'), isWholeSentence('seçin: yıldız, nane.', 'tr'), isWholeSentence('Gönderen: Dr.', 'tr')]).toEqual([false, true, false]);
});

const speech = 'Saha ofisindeki bilgisayar, insanların bilgilerini saklar. Beş alışkanlık bu bilgileri korur. Evet. Birbiriyle ilgisi olmayan dört veya daha fazla kelime seçin, bunları kimseye söylemeyin, ekrana yapıştırmayın ve her hesap için ayrı bir parola kullanın. Bilmediğiniz belleği takmayın.';

test('cues hold whole sentences where they fit, and say every word once', () => {
  const cues = cuesOf(spoken(speech), 'tr');
  expect(cues.map(({ text }) => text.replaceAll('\n', ' ')).join(' ')).toBe(speech);
  expect(cues[0]!.text).toBe('Saha ofisindeki bilgisayar,\ninsanların bilgilerini saklar.');
  expect(cues.map(({ id }) => id)).toEqual(cues.map((_, n) => `c${n + 1}`));
  expect(checkTimes(cues).filter(({ code }) => levelOf(code) === 'error')).toEqual([]);
  expect(cues.find(({ text }) => text === 'Evet.')).toBeUndefined();
});

test('whatever is said, cues come in order, say all of it, and never lie over each other', () => {
  const word = fc.record({ text: fc.stringMatching(/^[a-zəğış]{1,12}[.,!]?$/), pause: fc.double({ min: 0, max: 3, noNaN: true }), length: fc.double({ min: 0.05, max: 1.5, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 80 }), (said) => {
      let at = 0;
      const words = said.map(({ text, pause, length }) => ({ text, start: (at += pause), end: (at += length) }));
      const cues = cuesOf(words, 'az');
      expect(cues.flatMap(({ text }) => text.split(/\s+/))).toEqual(words.map(({ text }) => text));
      for (const { text } of cues) expect(text.split('\n').length).toBeLessThanOrEqual(2);
      const bad = new Set(['cue-overlap', 'cue-backwards', 'lines-many']);
      expect(checkTimes(cues).filter(({ code }) => bad.has(code))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('lines are broken after a comma, never inside a tag', () => {
  expect(balanced('Kısa bir satır')).toBe('Kısa bir satır');
  expect(balanced('Birinci alışkanlık uzundur, ikincisi ise hepsinden kısadır')).toBe('Birinci alışkanlık uzundur,\nikincisi ise hepsinden kısadır');
  expect(balanced('<v Ayşe Hanım Müdür Yardımcısı>Bu satır iki satır olmak için yeterince uzundur')).toMatch(/^<v Ayşe Hanım Müdür Yardımcısı>[^\n]+\n[^\n]+$/);
});

test.each([
  ['az-Cyrl', 'az', 'Мүраҹиәти гејдә алын вә вәтәндаша билдирин.', 'Müraciəti qeydə alın və vətəndaşa bildirin.'],
  ['az-Cyrl', 'az-Latn', 'Ҝүнәш. ИШ ҝүнү: {ad} https://a.example/б', 'Günəş. İŞ günü: {ad} https://a.example/б'],
  ['kk', 'kk-Latn', 'Өтінішті тіркеп, азаматқа хабарлаңыз. ЩИ', 'Ötınıştı tırkep, azamatqa habarlañyz. ŞTŞİ'],
])('%s in %s: “%s”', (from, to, text, made) => {
  expect(inScript(text, from, to)).toBe(made);
});

test('two languages are no two scripts', () => {
  expect(inScript('Привет', 'ru', 'az')).toBeUndefined();
});
