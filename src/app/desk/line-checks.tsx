import { useTranslation } from 'react-i18next';
import { levelOf, type FindingCode } from '../../core/translation/finding.ts';
import type { Translation } from '../../sync/translations.ts';
import { Icon } from '../ui/icon.tsx';
import { findingsOf, termsIn, type Shown } from './lines.ts';

/** What the checks say about a line as it is typed, and how the institution says the terms in it. */
export function LineChecks({ translation, shown, text }: { readonly translation: Translation; readonly shown: Shown; readonly text: string }) {
  const { t } = useTranslation('desk');
  const found = findingsOf(shown, text, translation).flatMap(({ code, detail }) => (isOfLines(code) ? [{ code, detail }] : []));
  const terms = termsIn(shown.line, translation.terms);
  return (
    <>
      <ul className="lines__checks" aria-label={t('lines.checks')} aria-live="polite">
        {found.map(({ code, detail }) => (
          <li key={`${code} ${detail}`} data-level={levelOf(code)}>
            <Icon name="warning" isSmall />
            {t(`finding.${code}`, { detail: detail ?? '' })}
          </li>
        ))}
      </ul>
      {found.some(({ code }) => levelOf(code) === 'error') && <p className="note">{t('lines.stops')}</p>}
      {terms.length > 0 && (
        <dl className="pairs" aria-label={t('lines.terms')}>
          {terms.map(({ source, target, forbidden, note }) => (
            <div className="lines__term" key={`${source} ${target}`}>
              <dt lang={translation.from}>{source}</dt>
              <dd>
                <b lang={translation.lang}>{target}</b>
                {forbidden && forbidden.length > 0 && <> · {t('lines.forbidden', { words: forbidden.join(', ') })}</>}
                {note && <> · {note}</>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** Findings that one line can have; the others are about the whole film and belong to its author. */
const ofLines = [
  'text-empty', 'text-untranslated', 'text-loop', 'text-phantom', 'numbers-differ', 'marks-differ', 'script-wrong', 'language-wrong',
  'answer-empty', 'answer-long', 'answers-many', 'answer-doubled', 'answer-script', 'length-odd', 'term-forbidden', 'term-missing', 'reading-fast', 'reading-quick', 'lines-many', 'line-long',
] as const satisfies readonly FindingCode[];

function isOfLines(code: FindingCode): code is (typeof ofLines)[number] {
  return (ofLines as readonly FindingCode[]).includes(code);
}
