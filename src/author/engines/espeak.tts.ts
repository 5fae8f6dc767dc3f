/** espeak-ng as a process of its own: needs no network and no key, and speaks all five languages. It is free software under GPL-3, and never a part of Karvan. */
import { spawn } from 'node:child_process';
import { readWav } from '../speak/wav.ts';
import type { Speaker } from './engine.ts';
import { isTrouble, trouble, type Trouble } from './http.ts';

/** Words a minute at which it speaks when nobody hurries it. */
const CALM = 165;
const PATIENCE = 60_000;

export function engine(): Speaker {
  return {
    name: 'espeak-ng',
    ready: async (lang) => {
      const said = await run(['--voices'], '');
      if (isTrouble(said)) return said;
      // A script that the language is not usually written in would be spelled out letter by letter.
      const voice = /-(Cyrl|Latn)$/.test(lang) ? undefined : said.toString('utf8').split('\n').map((line) => line.trim().split(/\s+/)[1]).find((each) => each === lang || each?.split('-')[0] === lang);
      return voice === undefined ? trouble(`espeak-ng has no voice for ${lang}`, 'Name another engine with --tts.') : { voice };
    },
    speak: async (text, voice, pace) => {
      const said = await run(['-v', voice, '-s', String(Math.round(CALM * pace)), '--stdin', '--stdout'], text);
      if (isTrouble(said)) return said;
      return readWav(said) ?? trouble('espeak-ng gives no sound', 'Try it by itself: espeak-ng -v tr --stdout merhaba > test.wav');
    },
  };
}

async function run(args: readonly string[], input: string): Promise<Buffer | Trouble> {
  const child = spawn('espeak-ng', [...args], { stdio: ['pipe', 'pipe', 'pipe'], timeout: PATIENCE });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => err.push(part));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ENOENT' ? trouble('espeak-ng is not installed', 'Install it (on Debian and Ubuntu: apt install espeak-ng ffmpeg), or name another engine with --tts.') : trouble(`espeak-ng: ${error.message}`, 'Try it by itself.')));
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(out) : trouble(`espeak-ng ended with ${code}: ${Buffer.concat(err).toString('utf8').trim().slice(0, 200)}`, 'Try it by itself: espeak-ng -v tr merhaba')));
  });
}
