/** Hostile lessons in a real browser: happy-dom parses too kindly to be a witness. */
import { expect, test } from 'vitest';
import { showMarkdown } from '../../../src/app/play/markdown.ts';

const picture = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
const asked: string[] = [];
const pictures = {
  file: 'lessons/a.en.md',
  address: async (path: string) => {
    asked.push(path);
    return path === 'pictures/x.svg' ? picture : undefined;
  },
};
const shown = async (markdown: string) => {
  const place = document.createElement('article');
  document.body.append(place);
  place.append(await showMarkdown(markdown, pictures));
  return place;
};

const hostile = [
  '<script>window.broken = true</script>',
  '<img src=x onerror="window.broken = true">',
  '<svg onload="window.broken = true"><script>window.broken = true</script></svg>',
  '<iframe srcdoc="<script>parent.broken = true</script>"></iframe>',
  '<a href="javascript:window.broken=true" id="t">x</a>',
  '[x](javascript:window.broken=true)',
  '[x](data:text/html,<script>window.broken=true</script>)',
  '![x](https://tracker.example/pixel.png)',
  '![x](//tracker.example/pixel.png)',
  '![x](javascript:window.broken=true)',
  '![x](../../../etc/passwd)',
  '![x](x.png "a" onerror=window.broken=true)',
  '![x" onerror="window.broken=true](../pictures/x.svg)',
  '<style>body{display:none}</style>',
  '<form action="https://evil.example"><input name="pin"></form>',
  '<math><mtext><table><mglyph><style><img src=x onerror="window.broken = true">',
  '<p style="position:fixed;inset:0">over all</p>',
  '<https://evil.example/"onmouseover="window.broken=true>',
  '```html\n<script>window.broken = true</script>\n```',
  '| a |\n|---|\n| <img src=x onerror="window.broken=true"> |',
];

test('whatever stands in a lesson, nothing of it runs, nothing is fetched from outside and nothing can be sent', async () => {
  const state = window as { broken?: boolean };
  for (const markdown of hostile) {
    const place = await shown(markdown);
    for (const button of place.querySelectorAll<HTMLElement>('*')) button.click();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(state.broken, markdown).toBeUndefined();
    expect(place.querySelector('script, style, iframe, object, embed, form, input, svg, math, a, link, meta, base'), markdown).toBeNull();
    for (const each of place.querySelectorAll('*')) for (const { name } of each.attributes) expect(['src', 'alt', 'align', 'start', 'class', 'tabindex', 'decoding'], markdown).toContain(name);
    for (const each of place.querySelectorAll('img')) expect(each.getAttribute('src'), markdown).toBe(picture);
    place.remove();
  }
  expect(asked.filter((path) => /tracker|evil|etc\/passwd|:/.test(path))).toEqual([]);
});

test('the same words put on the page as they are would run', async () => {
  const state = window as { broken?: boolean };
  const place = document.createElement('div');
  document.body.append(place);
  place.innerHTML = hostile[1]!;
  await expect.poll(() => state.broken).toBe(true);
  place.remove();
  delete state.broken;
});

test('text, lists, tables, headings and the pack’s own pictures are shown', async () => {
  const place = await shown('# Big\n\nSome **strong** words.\n\n1. one\n2. two\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n![Two signs](../pictures/x.svg)');
  expect(place.querySelector('h1')).toBeNull();
  expect(place.querySelector('h2')?.textContent).toBe('Big');
  expect(place.querySelectorAll('ol li')).toHaveLength(2);
  expect(place.querySelector('.prose__table td[align=right]')?.textContent).toBe('2');
  expect(place.querySelector('img')?.alt).toBe('Two signs');
});

test('a picture that is not here is told by its description, and a link by its words and its address', async () => {
  const place = await shown('![A gift on a desk](../pictures/gone.svg) [the law](https://law.example/1) [https://a.example](https://a.example)');
  expect(place.textContent).toBe('A gift on a desk the law (https://law.example/1) https://a.example');
});
