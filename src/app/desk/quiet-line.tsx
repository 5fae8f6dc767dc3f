import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { useFormat } from '../ui/words.ts';
import { countsOf, LINE_DAYS, marksOf, type Quiet } from './quiet.ts';

/** People on a line of days since the last contact; the shape tells the likely cause and the key names it. The table says the same. */
export function QuietLine({ people }: { readonly people: readonly PersonRow[] }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  const counts = countsOf(people);
  const marks = marksOf(people, world.now());
  if (counts.length === 0) return <p className="note">{t('quiet.nobody')}</p>;
  const sentence = counts.map(({ cause, count }) => `${t(`quiet.${cause}`)}: ${format.number(count)}`).join('. ');
  return (
    <section className="cols cols--quiet" aria-labelledby="quiet">
      <div className="stack">
        <h2 className="head" id="quiet">
          {t('quiet.title')}
        </h2>
        <div className="quiet" role="img" aria-label={t('quiet.label', { count: people.length, causes: sentence })}>
          {marks.map(({ id, cause, days, row, label }, index) => (
            <span key={id} className="quiet__mark" style={{ '--at': days / LINE_DAYS, '--row': Math.min(row, 5) } as CSSProperties}>
              <Shape cause={cause} />
              {label && (
                <span className="quiet__name" data-lane={index % 3}>
                  {label}
                </span>
              )}
            </span>
          ))}
          <span className="quiet__week" />
          {weeks.map((days) => (
            <span key={days} className="quiet__tick" style={{ '--at': days / LINE_DAYS } as CSSProperties}>
              {days === 0 ? t('quiet.today') : days === 7 || days === LINE_DAYS ? format.days(days) : format.number(days)}
            </span>
          ))}
        </div>
      </div>
      <ul className="key key--quiet">
        {counts.map(({ cause, count }) => (
          <li key={cause} className="key__item">
            <Shape cause={cause} />
            <span>{t(`quiet.${cause}`)}</span>
            <b>{format.number(count)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

const weeks = [0, 7, 14, 21, 28, 35, 42];

/** A dot, a ring, an hourglass, a square, a triangle, a cross: told apart without colour. */
function Shape({ cause }: { readonly cause: Quiet }) {
  return (
    <svg className="quiet__shape" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[cause]}
    </svg>
  );
}

const shapes: { readonly [cause in Quiet]: React.JSX.Element } = {
  fine: <circle cx="8" cy="8" r="5" fill="var(--road)" />,
  waiting: <circle cx="8" cy="8" r="5.5" fill="var(--sheet)" stroke="var(--ink)" strokeWidth="2" />,
  stuck: <path d="M3 2h10L3 14h10z" fill="var(--wait-mark)" stroke="var(--ink)" strokeWidth="1.5" strokeLinejoin="round" />,
  full: <rect x="2.5" y="2.5" width="11" height="11" fill="var(--wait-mark)" />,
  clock: <path d="M8 2l7 12H1z" fill="var(--ink)" />,
  never: <path d="M3 3l10 10m0-10L3 13" stroke="var(--halt)" strokeWidth="2.5" />,
};
