import { useTranslation } from 'react-i18next';
import type { CatalogueEntry } from '../../pack/layout.ts';
import { useFormat } from '../ui/words.ts';

/** How a course or a layer of it has a language: with a voice, with text, or as a machine's translation that nobody has checked. */
export type Has = 'voice' | 'words' | 'machine';

export function hasLanguage(entry: CatalogueEntry, lang: string): Has | undefined {
  const of = [entry, ...(entry.layers ?? [])].find(({ languages }) => languages.includes(lang));
  if (!of) return undefined;
  if (of.machine.includes(lang)) return 'machine';
  return of.voices.includes(lang) ? 'voice' : 'words';
}

/** Filled: voice and text. Outlined: text. Dashed: machine. Each has its words for a screen reader. */
export function LangMarks({ entry, first }: { readonly entry: CatalogueEntry; readonly first: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tags = [...new Set([entry, ...(entry.layers ?? [])].flatMap(({ languages }) => languages))].toSorted((a, b) => Number(b === first) - Number(a === first));
  return (
    <span className="langs">
      {tags.map((tag) => {
        const has = hasLanguage(entry, tag) ?? 'words';
        return (
          <span key={tag} className="lang" data-has={has}>
            <span aria-hidden="true">{tag.toUpperCase()}</span>
            <span className="unseen">{t(`lang.${has}-of`, { language: format.language(tag) })}</span>
          </span>
        );
      })}
    </span>
  );
}

/** What the marks mean, above the list. */
export function LangKey({ lang }: { readonly lang: string }) {
  const { t } = useTranslation();
  return (
    <p className="langs--key" aria-hidden="true">
      {(['voice', 'words', 'machine'] as const).map((has) => (
        <span key={has} className="langs--pair">
          <span className="lang" data-has={has}>
            {lang.toUpperCase()}
          </span>
          <span>{t(`lang.${has}`)}</span>
        </span>
      ))}
    </p>
  );
}
