/** Pictures: that they are what their name says, and that nothing in them reaches out. */
import type { Say } from '../fault.ts';
import { openFile, readText, type FolderFile } from './folder.ts';
import { isPicture } from './markdown.ts';

const HEAVY = 500_000;

export async function pictureFaults(file: FolderFile, say: Say): Promise<void> {
  if (!isPicture(file.path)) say(undefined, 'is not a picture', 'Use SVG, PNG, JPEG or WebP.');
  else if (file.path.toLowerCase().endsWith('.svg')) await svgFaults(file, say);
  else await headFaults(file, say);
  if (file.size > HEAVY) say(undefined, `weighs ${Math.round(file.size / 1000)} kB`, 'Make it smaller: everybody downloads it, some on a slow road.', 'warning');
}

async function svgFaults(file: FolderFile, say: Say): Promise<void> {
  const text = await readText(file, say, 2 * 1024 * 1024);
  if (text === undefined) return;
  if (!/<svg[\s>]/.test(text)) say(undefined, 'is not an SVG picture', 'Export it as SVG again.');
  const hostile: readonly (readonly [RegExp, string])[] = [
    [/<script[\s/>]/i, 'a script'],
    [/<!ENTITY/i, 'an entity'],
    [/<foreignObject[\s>]/i, 'foreign content'],
    [/\son[a-z]+\s*=\s*["']/i, 'an event handler'],
    [/@import\b|<\?xml-stylesheet/i, 'a reference to something outside'],
    [/(?:href|src)\s*=\s*["']\s*(?!#|data:image\/(?:png|jpeg|webp))[^"'\s]/i, 'a reference to something outside'],
    [/url\(\s*["']?(?!\s*["']?#)(?!data:)[^)]/i, 'a reference to something outside'],
  ];
  for (const [pattern, what] of hostile) {
    const found = pattern.exec(text);
    if (found) say(text.slice(0, found.index).split('\n').length, `holds ${what}`, 'Export the picture as plain SVG, without scripts and links.');
  }
}

async function headFaults(file: FolderFile, say: Say): Promise<void> {
  const handle = await openFile(file);
  const head = Buffer.alloc(12);
  await handle.read(head, 0, 12, 0).finally(() => handle.close());
  const latin = head.toString('latin1');
  const kind = latin.startsWith('\x89PNG') ? 'png' : latin.startsWith('\xff\xd8\xff') ? 'jpg' : latin.startsWith('RIFF') && latin.endsWith('WEBP') ? 'webp' : undefined;
  const ending = file.path.slice(file.path.lastIndexOf('.') + 1).toLowerCase().replace('jpeg', 'jpg');
  if (kind !== ending) say(undefined, kind ? `is named .${ending} but is ${kind.toUpperCase()}` : 'is not the picture that its name says', 'Save it again in the right format.');
}
