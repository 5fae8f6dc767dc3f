import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemCode } from '../../core/problem.ts';
import { useFormat } from '../ui/words.ts';
import type { Refusal } from './wire.ts';

/** What happened at the desk and what to do: nothing here goes by itself later, so the desk has sentences of its own. */
export function Fault({ problem, isTitle, children }: { readonly problem: Refusal; readonly isTitle?: boolean; readonly children?: ReactNode }) {
  const { t } = useTranslation(['desk', 'problem']);
  const format = useFormat();
  const { code, wait } = problem;
  const name = t(`problem:${code}`);
  const todo = isOwn(code) ? t(`fault.${code}`) : t(`problem:${code}.do`);
  return (
    <section className="notice notice--halt" role="alert">
      {isTitle ? <h1 className="notice__name">{name}</h1> : <h2 className="notice__name">{name}</h2>}
      <p>{wait ? t('fault.wait', { time: format.duration(wait) }) : todo}</p>
      {children}
      <p className="note">
        {t('fault.code')} <code>{code}</code>
      </p>
    </section>
  );
}

const own = ['offline', 'server-unreachable', 'server-busy', 'reply-invalid', 'unexpected', 'not-found', 'not-allowed', 'request-invalid', 'too-many-tries'] as const satisfies readonly ProblemCode[];

function isOwn(code: ProblemCode): code is (typeof own)[number] {
  return (own as readonly ProblemCode[]).includes(code);
}
