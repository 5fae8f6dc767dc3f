import type { ReadStream } from 'node:tty';

/** Asks for a secret without showing it. Undefined when nobody can be asked, or when the person pressed Ctrl-C or Ctrl-D. */
export function askSecret(question: string, input: ReadStream, output: NodeJS.WritableStream): Promise<string | undefined> {
  if (!input.isTTY) return Promise.resolve(undefined);
  return new Promise((done) => {
    let typed = '';
    const end = (answer: string | undefined) => {
      input.off('data', hear);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      done(answer);
    };
    const hear = (chunk: string) => {
      for (const letter of chunk) {
        if (letter === '\r' || letter === '\n') return end(typed);
        if (letter === '\u0003' || letter === '\u0004') return end(undefined);
        if (letter === '\u007f' || letter === '\b') typed = [...typed].slice(0, -1).join('');
        else if (letter >= ' ') typed += letter;
      }
    };
    output.write(question);
    input.setRawMode(true);
    input.setEncoding('utf8');
    input.on('data', hear);
    input.resume();
  });
}
