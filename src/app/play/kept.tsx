import { useTranslation } from 'react-i18next';
import type { Problem } from '../../core/problem.ts';
import { Button } from '../ui/button.tsx';
import { Saved } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';

/** "Kept on this phone · 14.32". Says nothing while `at` is undefined. */
export function SavedHere({ at }: { readonly at: number | undefined }) {
  const { t } = useTranslation(['play', 'ui']);
  const format = useFormat();
  return (
    <Saved>
      {at !== undefined && (
        <span>
          <b>{t('ui:stage.phone')}</b> · {format.time(at)}
        </span>
      )}
    </Saved>
  );
}

/** What could not be saved, that all earlier work is, and the way to try again. What was typed stays on the screen. */
export function Unsaved({ problem, onAgain }: { readonly problem: Problem; readonly onAgain?: (() => void) | undefined }) {
  const { t } = useTranslation(['play', 'ui', 'problem']);
  return (
    <section className="notice notice--halt" role="alert">
      <h2 className="notice__name">{t(`problem:${problem.code}`)}</h2>
      <p>{t('unsaved')}</p>
      <p>{t(`problem:${problem.code}.do`)}</p>
      {onAgain && <Button onPress={onAgain}>{t('ui:common.again')}</Button>}
      <p className="note">
        {t('ui:common.code')} <code>{problem.code}</code>
      </p>
    </section>
  );
}
