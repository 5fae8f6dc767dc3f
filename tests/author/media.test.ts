import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filmSeconds, soundSeconds } from '../../src/author/course/media.ts';
import { sayer, type Fault } from '../../src/author/fault.ts';
import { aFilm, anOgg, aVoice, aWebm } from './a-film.ts';
import { temporaryFolder } from './a-folder.ts';

async function look(bytes: Uint8Array, read: typeof filmSeconds): Promise<{ readonly seconds: number | undefined; readonly said: string }> {
  const disk = join(await temporaryFolder(), 'file');
  await writeFile(disk, bytes);
  const faults: Fault[] = [];
  const seconds = await read({ path: 'file', disk, size: bytes.length }, sayer(faults, 'file'));
  return { seconds, said: faults.map(({ what }) => what).join() };
}

test.each([
  ['H.264 with AAC', aFilm({ seconds: 61.5 }), 61.5],
  ['H.264 with Opus', aFilm({ audio: 'Opus' }), 20],
  ['a silent film', aFilm({ audio: undefined }), 20],
  ['H.264 High', aFilm({ profile: 100 }), 20],
])('%s plays on every phone and says how long it is', async (_, bytes, seconds) => {
  expect(await look(bytes, filmSeconds)).toEqual({ seconds, said: '' });
});

test.each([
  ['AAC in MP4', aVoice(), 20],
  ['Opus in Ogg', anOgg({ seconds: 33 }), 33],
  ['Opus in WebM', aWebm({ seconds: 12 }), 12],
])('%s is heard on every phone and says how long it is', async (_, bytes, seconds) => {
  expect(await look(bytes, soundSeconds)).toEqual({ seconds, said: '' });
});

test.each([
  ['H.265', aFilm({ video: 'hev1' }), filmSeconds, /H\.265/],
  ['AV1', aFilm({ video: 'av01' }), filmSeconds, /AV1/],
  ['VP9', aFilm({ video: 'vp09' }), filmSeconds, /VP9/],
  ['ten-bit H.264', aFilm({ profile: 110 }), filmSeconds, /profile 110/],
  ['an encrypted film', aFilm({ video: 'encv' }), filmSeconds, /encv/],
  ['a film with MP3', aFilm({ object: 0x6b }), filmSeconds, /MP3/],
  ['a film with AC-3', aFilm({ audio: 'ac-3' }), filmSeconds, /ac-3/],
  ['a film in WebM', aWebm({ codec: 'V_VP8' }), filmSeconds, /WebM/],
  ['sound where a film should be', aVoice(), filmSeconds, /no film/],
  ['a film of no length', aFilm({ seconds: 0 }), filmSeconds, /how long/],
  ['Vorbis', anOgg({ codec: '\u0001vorbis.' }), soundSeconds, /Opus/],
  ['Vorbis in WebM', aWebm({ codec: 'A_VORBIS' }), soundSeconds, /Vorbis/],
  ['a film where a voice should be', aFilm(), soundSeconds, /H\.264/],
  ['MP3', Buffer.concat([Buffer.from('ID3'), Buffer.alloc(40)]), soundSeconds, /MP3/],
  ['WAV', Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(40)]), soundSeconds, /WAV/],
  ['three bytes', Buffer.of(1, 2, 3), soundSeconds, /no MP4/],
])('%s is told apart and refused', async (_, bytes, read, what) => {
  const { seconds, said } = await look(bytes, read);
  expect(seconds).toBeUndefined();
  expect(said).toMatch(what);
});

test('a film cut anywhere in its index is refused in words, never with a crash', async () => {
  const whole = aFilm({ data: 0 });
  for (let size = 12; size < whole.length - 8; size += 7) expect((await look(whole.subarray(0, size), filmSeconds)).said).not.toBe('');
  expect((await look(whole, filmSeconds)).said).toBe('');
});

test('a film whose headers are damaged in any one byte gives an answer', async () => {
  for (const whole of [aFilm({ data: 0 }), anOgg(), aWebm()]) {
    for (let at = 0; at < Math.min(whole.length, 700); at += 3) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ 0xff;
      const { seconds, said } = await look(bytes, at % 2 === 0 ? filmSeconds : soundSeconds);
      expect(seconds === undefined).toBe(said !== '' && !said.includes('starts slowly'));
    }
  }
});
