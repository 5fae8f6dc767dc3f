import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Evidence } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { useFormat } from '../ui/words.ts';
import { StateChip } from './state-chip.tsx';

/** What was decided before about this result, and the person's other goes at the course. Nothing of it is ever taken away. */
export function History({ evidence: { decisions, cycles } }: { readonly evidence: Evidence }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  const now = world.now();
  return (
    <>
      {decisions.length > 0 && (
        <section className="stack" aria-labelledby="decisions">
          <h2 className="head" id="decisions">
            {t('history.decisions')}
          </h2>
          <ol className="stack">
            {decisions.map(({ id, kind, reason, by, at }) => (
              <li key={id}>
                <StateChip state={kind} /> <span className="note">{t('trip.by', { name: by, when: format.moment(at, now) })}</span>
                {reason && <blockquote className={kind === 'refused' ? 'reason reason--halt' : 'reason'}>{reason}</blockquote>}
              </li>
            ))}
          </ol>
        </section>
      )}
      {cycles.length > 0 && (
        <section className="stack" aria-labelledby="cycles">
          <h2 className="head" id="cycles">
            {t('history.cycles')}
          </h2>
          <ul className="stack">
            {cycles.map(({ registration, cycle, state }) => (
              <li key={registration}>
                {state ? (
                  <>
                    <Link className="link" href={`/desk/review/${registration}`}>
                      {t('review.cycle', { n: cycle })}
                    </Link>{' '}
                    <StateChip state={state} />
                  </>
                ) : (
                  <>
                    {t('review.cycle', { n: cycle })} <span className="note">{t('history.not-finished')}</span>
                  </>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
