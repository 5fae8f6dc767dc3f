import type { Format } from '../ui/format.ts';
import { ownNames, useFormat } from '../ui/words.ts';

const own: { readonly [lang: string]: string } = ownNames;

/** A language as those who speak it call it; one that Karvan does not speak, in the interface's words. */
export function languageName(tag: string, format: Format): string {
  return own[tag] ?? format.language(tag);
}

/** The same where it stands alone. */
export function LanguageName({ tag }: { readonly tag: string }) {
  const format = useFormat();
  return (
    <span className="begins" lang={own[tag] && tag}>
      {languageName(tag, format)}
    </span>
  );
}
