import type { Format } from '../ui/format.ts';
import { ownNames } from '../ui/words.ts';

/** A language as those who speak it call it; one that Karvan does not speak, in the interface's words. */
export function languageName(tag: string, format: Format): string {
  return (ownNames as { readonly [lang: string]: string })[tag] ?? format.language(tag);
}
