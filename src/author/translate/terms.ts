/** A glossary as a table: term, approved, forbidden words parted by `|`, note; columns parted by tabs. */
import { readFile } from 'node:fs/promises';
import type { Glossary } from '../../core/translation/glossary.ts';
import { sayer, type Fault } from '../fault.ts';

/** The terms of a file; none when it need not be there and is not. Lines that begin with # are remarks. */
export async function readTerms(path: string, { name, isOptional }: { readonly name: string; readonly isOptional: boolean }, faults: Fault[]): Promise<Glossary> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (isOptional && error.code === 'ENOENT') return '';
    throw error;
  });
  const say = sayer(faults, name);
  return text.replace(/^\uFEFF/, '').split(/\r?\n/).flatMap((row, n) => {
    if (row.trim() === '' || row.startsWith('#') || (n === 0 && /^term\t/i.test(row))) return [];
    const [source = '', target = '', forbidden = '', note = ''] = row.split('\t').map((cell) => cell.trim());
    if (source !== '' && target !== '') return [{ source, target, forbidden: forbidden.split('|').map((word) => word.trim()).filter(Boolean), ...(note === '' ? {} : { note }) }];
    say(n + 1, 'the line has no term with its translation', 'Write the term, a tab, and how it is said; then, if you like, a tab and forbidden words parted by |.');
    return [];
  });
}
