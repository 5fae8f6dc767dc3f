import { expect, test } from 'vitest';
import { karvan } from './a-folder.ts';

test('help names every command of karvan, the server’s too', async () => {
  const { code, out } = await karvan(['help']);
  expect(code).toBe(0);
  for (const command of ['new', 'check', 'captions', 'translate', 'review export', 'review import', 'layer build', 'build', 'verify', 'publish', 'keys new', 'keys show', 'serve', 'people import', 'keys trust', 'keys revoke', 'keys withdraw', 'backup', 'restore']) expect(out).toContain(`karvan ${command} `);
  expect(out).toContain('karvan keys rotate\n');
});

test('help of one command, and a question in its middle, show that command', async () => {
  expect((await karvan(['help', 'build'])).out).toMatch(/^ {2}karvan build /);
  expect((await karvan(['publish', 'x', '--help'])).out).toMatch(/^ {2}karvan publish /);
});

test.each([[[]], [['chek']], [['constructor']], [['check']], [['check', 'a', 'b']], [['check', 'a', '--format', 'xml']], [['check', 'a', '--loud']], [['build']], [['build', 'a', '--keys']], [['verify']], [['publish', 'a']], [['publish', 'a', '--to', 'x', '--as', 'y']], [['new']], [['captions']], [['translate']]])(
  'typed wrongly, %j ends with 2, says why and what can be typed, and prints nothing as a result',
  async (args) => {
    const { code, err, out } = await karvan(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^karvan: .+\n\n[\s\S]*karvan \w+ </);
  },
);

test('a word that is nearly a command is understood', async () => {
  expect((await karvan(['chek', 'x'])).err).toContain('did you mean check?');
});
