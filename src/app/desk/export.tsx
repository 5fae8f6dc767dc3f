import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { completionStates } from '../../sync/desk.ts';
import { queryOf, type Filter } from './filter.ts';
import { Pick } from './pick.tsx';
import { useUnitOptions } from './units.ts';
import { Work } from './work.tsx';

/** Results and people as tables for a spreadsheet; says before the tap what is in them and that it is noted. */
export function Export() {
  const { t } = useTranslation('desk');
  const units = useUnitOptions(true);
  const [state, setState] = useState<Filter['state']>('all');
  const [unit, setUnit] = useState('');
  const states = [...completionStates, 'all' as const];
  return (
    <Work name={t('export.title')} title={t('export.title')}>
      <p>{t('export.lead')}</p>
      <div className="sieve">
        <Pick label={t('filter.unit')} value={unit} options={units} onPick={setUnit} />
      </div>
      <div className="cols cols--pair">
        <section className="panel" aria-labelledby="results">
          <h2 className="head" id="results">
            {t('export.completions')}
          </h2>
          <p>{t('export.completions-what')}</p>
          <Pick label={t('filter.state')} value={state} options={states.map((each) => ({ value: each, name: t(`state.${each}`) }))} onPick={(each) => setState(states.find((one) => one === each) ?? 'all')} />
          <a className="button" href={`/api/desk/completions.csv${queryOf({ state, unit })}`} download>
            {t('export.take-completions')}
          </a>
        </section>
        <section className="panel" aria-labelledby="persons">
          <h2 className="head" id="persons">
            {t('export.people')}
          </h2>
          <p>{t('export.people-what')}</p>
          <a className="button" href={`/api/desk/people.csv${unit ? `?unit=${encodeURIComponent(unit)}` : ''}`} download>
            {t('export.take-people')}
          </a>
        </section>
      </div>
      <p className="note">{t('export.note')}</p>
    </Work>
  );
}
