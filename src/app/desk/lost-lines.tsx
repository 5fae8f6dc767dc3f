import { useTranslation } from 'react-i18next';
import type { Translation } from '../../sync/translations.ts';
import { Button } from '../ui/button.tsx';
import type { Lines } from './use-lines.ts';

/** What was written on lines that the course has no more: it stays readable until its writer lets it go. */
export function LostLines({ translation, lines: { waiting, letGo } }: { readonly translation: Translation; readonly lines: Lines }) {
  const { t } = useTranslation('desk');
  const known = new Set(translation.lines.map(({ id }) => id));
  const lost = waiting.filter(({ id }) => !known.has(id));
  if (lost.length === 0) return null;
  return (
    <section className="notice notice--wait" aria-labelledby="lost">
      <h2 className="notice__name" id="lost">
        {t('lost.name')}
      </h2>
      <p>{t('lost.lead')}</p>
      <ul className="stack">
        {lost.map(({ id, target }) => (
          <li key={id}>
            <p className="lines__text" lang={translation.lang}>
              {target}
            </p>
            <Button isDense onPress={() => void letGo(id)}>
              {t('lost.let-go')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
