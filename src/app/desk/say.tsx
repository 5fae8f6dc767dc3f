import { say, type LanguageMap } from '../../core/ids.ts';
import { useLanguage } from '../ui/words.ts';

/** Words of a course or a unit in the reader's language where they exist, marked with the language that they are in. */
export function Say({ map, source }: { readonly map: LanguageMap; readonly source?: string }) {
  const here = useLanguage();
  const { lang, text } = say(map, [here], source);
  return lang === here ? text : <span lang={lang}>{text}</span>;
}

/** The same as plain text, for labels. */
export function useSay(): (map: LanguageMap, source?: string) => string {
  const here = useLanguage();
  return (map, source) => say(map, [here], source).text;
}
