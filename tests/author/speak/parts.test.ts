import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { laid, paceFor, roomOf } from '../../../src/author/speak/fit.ts';
import { sentencesOf } from '../../../src/author/speak/film.ts';
import { lengthOf, levelled, readWav, trimmed } from '../../../src/author/speak/wav.ts';
import { speakable } from '../../../src/core/translation/speakable.ts';
import { aWav } from './a-wav.ts';

test('a sentence that fits is spoken calmly; a long one faster, never faster than is bearable', () => {
  const place = { start: 10, next: 14.12 };
  expect(roomOf(place)).toBeCloseTo(4);
  expect([3, 4, 4.4, 8].map((seconds) => Number(paceFor(seconds, place, 1.2).toFixed(3)))).toEqual([1, 1, 1.1, 1.2]);
});

test('what is still too long makes the picture wait, for as long as it is too long', () => {
  const place = { start: 10, next: 14.12 };
  expect(laid(place, 4.01, 0)).toEqual({ at: 10 });
  const late = laid(place, 5, 2);
  expect(late.at).toBe(12);
  expect(late.hold!.map((seconds) => Number(seconds.toFixed(6)))).toEqual([14, 1]);
});

test('no sentence ever runs into the next one, whatever the film and the voice', () => {
  const gaps = fc.array(fc.tuple(fc.double({ min: 0.2, max: 8, noNaN: true }), fc.double({ min: 0.1, max: 12, noNaN: true })), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, (all) => {
      let [start, waited, free] = [0, 0, 0];
      for (const [gap, seconds] of all) {
        const { at, hold } = laid({ start, next: start + gap }, seconds, waited);
        // A breath of 20 ms may be lost where a wait would not be seen.
        if (at < free - 0.021) return false;
        free = at + seconds;
        waited += hold?.[1] ?? 0;
        start += gap;
      }
      return true;
    }),
  );
});

test('cues that one sentence runs over are spoken as one, and a long silence parts them', () => {
  const vtt = 'WEBVTT\n\n1\n00:01.000 --> 00:03.000\nŞifrenizi kimseye\n\n2\n00:03.100 --> 00:05.000\nvermeyin.\n\n3\n00:06.000 --> 00:08.000\nBir de\n\n4\n00:12.000 --> 00:13.000\n<i>unutmayın</i>.\n\n5\n00:14.000 --> 00:15.000\n♪\n';
  expect(sentencesOf(vtt, 60, 'tr')).toEqual([
    { start: 1, next: 6, text: 'Şifrenizi kimseye vermeyin.' },
    { start: 6, next: 12, text: 'Bir de' },
    { start: 12, next: 60, text: 'unutmayın.' },
  ]);
});

test.each([
  ['2024/117 sayılı karar', 'tr', '2024, 117 sayılı karar'],
  ['Растёт на 20 %', 'ru', 'Растёт на 20 процентов'],
  ['**Parol** [burada](https://example.org) <b>deyil</b>', 'az', 'Parol burada deyil'],
  ['№ 5 бап', 'kk', 'нөмір 5 бап'],
  ['Tea & coffee', 'en', 'Tea and coffee'],
])('%s is given to a voice so that it says what people say', (text, lang, spoken) => {
  expect(speakable(text, lang)).toBe(spoken);
});

test('sound of one or two channels is read, and its silent ends are cut', () => {
  const wav = aWav({ seconds: 2, silence: 0.5, channels: 2 });
  const sound = readWav(wav)!;
  expect([sound.rate, lengthOf(sound)]).toEqual([22_050, 3]);
  expect(lengthOf(trimmed(sound))).toBeCloseTo(2, 1);
  expect(trimmed({ rate: 8000, samples: new Int16Array(800) }).samples).toHaveLength(0);
  expect(readWav(new TextEncoder().encode('{"error":"busy"}'.padEnd(60)))).toBeUndefined();
  expect(readWav(wav.subarray(0, 30))).toBeUndefined();
});

test('every voice becomes as loud as the others, and none is clipped', () => {
  const loudness = (height: number) => {
    const { samples } = levelled(readWav(aWav({ seconds: 1, height }))!);
    return Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
  };
  expect(Math.abs(loudness(1000) / loudness(12_000) - 1)).toBeLessThan(0.02);
  const spiky = levelled({ rate: 8000, samples: Int16Array.from({ length: 8000 }, (_, n) => (n === 4000 ? 32_767 : 20)) });
  expect(Math.max(...spiky.samples)).toBeLessThanOrEqual(30_000);
});
