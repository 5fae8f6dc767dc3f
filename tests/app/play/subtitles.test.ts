import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cuesAt, readSubtitles } from '../../../src/app/play/subtitles.ts';

test('what is said is shown from its beginning until just before its end', () => {
  const cues = readSubtitles('WEBVTT\n\n1\n00:01.000 --> 00:02.500 align:start\nHello,\nyou.\n\n01:00:00.000 --> 01:00:01.000\nLate');
  expect(cuesAt(cues, 0.99)).toEqual([]);
  expect(cuesAt(cues, 1)[0]?.lines).toEqual(['Hello,', 'you.']);
  expect(cuesAt(cues, 2.5)).toEqual([]);
  expect(cuesAt(cues, 3600.5)[0]?.lines).toEqual(['Late']);
});

test('letters of all five languages and marks come through as written', () => {
  const said = 'Şəki, İğdır, ңғүұқөһі, Ёлка & 5 < 6';
  expect(readSubtitles(`WEBVTT\n\n00:00.000 --> 00:01.000\n${said.replace('&', '&amp;').replace('<', '&lt;')}`)[0]?.lines).toEqual([said]);
});

test('nothing in subtitles can be more than text', () => {
  const hostile = '<script>alert(1)</script><c.x onclick="y"><img src=x onerror=alert(1)>Text</c><v Ali>b';
  expect(readSubtitles(`WEBVTT\n\n00:00.000 --> 00:01.000\n${hostile}`)[0]?.lines).toEqual(['alert(1)Textb']);
});

test('a file that is no WebVTT has no words, and never an error', () => {
  for (const text of ['', 'WEBVTTX', '1\n00:00:01,000 --> 00:00:02,000\nSRT', '{"a":1}', '\0\0', 'WEBVTT\n\n-->', 'WEBVTT\n-->\n-->\n']) expect(readSubtitles(text)).toEqual([]);
});

// Web Platform Tests, webvtt/parsing/file-parsing: `assert_equals` on the cues that a browser must find.
const fixtures = join(import.meta.dirname, '../../../../shared/fixtures/webvtt/wpt-file-parsing');
const names = existsSync(fixtures) ? readdirSync(fixtures).filter((name) => name.endsWith('.vtt') && existsSync(join(fixtures, name.replace('.vtt', '.js')))) : [];

test.skipIf(names.length === 0)(`subtitles are read as browsers read them (${names.length || 'the fixtures of the Web Platform Tests are not here, skipped'})`, () => {
  for (const name of names) {
    const expected = readFileSync(join(fixtures, name.replace('.vtt', '.js')), 'utf8');
    const cues = readSubtitles(readFileSync(join(fixtures, name), 'utf8'));
    const count = /assert_equals\(cues\.length, (\d+)/.exec(expected)?.[1];
    if (count !== undefined) expect(cues.length, name).toBe(Number(count));
    for (const [, at, time, value] of expected.matchAll(/assert_equals\(cues\[(\d+)\]\.(startTime|endTime), ([\d.]+)/g)) expect(time === 'startTime' ? cues[Number(at)]?.start : cues[Number(at)]?.end, `${name} ${at}`).toBe(Number(value));
  }
});
