/** A tone between silences, as an engine would give speech. */
export function aWav({ seconds, silence = 0, channels = 1, rate = 22_050, height = 8000 }: { seconds: number; silence?: number; channels?: number; rate?: number; height?: number }): Uint8Array {
  const count = Math.round((seconds + silence * 2) * rate);
  const view = new DataView(new ArrayBuffer(44 + count * 2 * channels));
  const word = (at: number, text: string) => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, 36 + count * 2 * channels, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2 * channels, true);
  view.setUint16(32, 2 * channels, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, count * 2 * channels, true);
  for (let n = 0; n < count; n++) {
    const isTone = n >= silence * rate && n < count - silence * rate;
    for (let channel = 0; channel < channels; channel++) view.setInt16(44 + (n * channels + channel) * 2, isTone ? Math.round(Math.sin((n * 440 * 2 * Math.PI) / rate) * height) || height / 2 : 0, true);
  }
  return new Uint8Array(view.buffer);
}
