import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../core/problem.ts';

/** Shapes of what comes, after 200 ms; no spinner, no percent without a truth. `says` is read aloud and shown. */
export function Bones({ rows = 3, says }: { readonly rows?: number; readonly says?: string }) {
  const { t } = useTranslation();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <>
      <p className="note" role="status">
        {says ?? t('common.opening')}
      </p>
      <div className="bones" aria-hidden="true">
        {Array.from({ length: rows }, (_, index) => (
          <div className="bones__row" key={index}>
            <span className="bone" />
            <span className="bone" />
            <span className="bone" />
          </div>
        ))}
      </div>
    </>
  );
}

/** Nothing here yet: says how to fill it, with and without a network. */
export function Blank({ name, isTitle, children }: { readonly name: string; readonly isTitle?: boolean; readonly children: ReactNode }) {
  return (
    <div className="blank">
      <svg className="blank__picture" viewBox="0 0 128 24" aria-hidden="true" fill="none">
        <path d="M18 12h92" stroke="var(--edge)" strokeWidth="3" strokeDasharray="0.1 7" strokeLinecap="round" />
        <circle cx="12" cy="12" r="7" fill="var(--paper)" stroke="var(--wait-mark)" strokeWidth="4" />
        <circle cx="116" cy="12" r="5" fill="var(--paper)" stroke="var(--edge)" strokeWidth="2" />
      </svg>
      {isTitle ? <h1 className="title">{name}</h1> : <h2 className="title">{name}</h2>}
      {children}
    </div>
  );
}

type Failure = { readonly problem: Problem; readonly isTitle?: boolean; readonly children?: ReactNode };

/** What happened, what is safe, what to do, and the code last. `children`: the ways on. Its words may come late: the screen around it stays. */
export function Failed(failure: Failure) {
  return (
    <Suspense fallback={null}>
      <Told {...failure} />
    </Suspense>
  );
}

function Told({ problem, isTitle, children }: Failure) {
  const { t } = useTranslation(['ui', 'problem']);
  const name = t(`problem:${problem.code}`);
  return (
    <section className="notice notice--halt" role="alert">
      {isTitle ? <h1 className="notice__name">{name}</h1> : <h2 className="notice__name">{name}</h2>}
      <p>{t(`problem:${problem.code}.do`)}</p>
      {children}
      <p className="note">
        {t('common.code')} <code>{problem.code}</code>
      </p>
    </section>
  );
}
