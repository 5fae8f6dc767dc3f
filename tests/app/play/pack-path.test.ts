import { expect, test } from 'vitest';
import { packPath } from '../../../src/app/play/pack-path.ts';

test('a picture is found beside its text and never outside the pack', () => {
  expect(packPath('lessons/a.md', '../pictures/x.svg')).toBe('pictures/x.svg');
  expect(packPath('lessons/a.md', 'x%20y.png')).toBe('lessons/x y.png');
  for (const bad of ['https://example.org/x.png', '//example.org/x.png', '/etc/passwd', '../../x.png', 'data:image/png;base64,x', 'javascript:alert(1)', '\\x', '%2e%2e/%2e%2e/x', '..']) {
    expect(packPath('lessons/a.md', bad), bad).toBeUndefined();
  }
});
