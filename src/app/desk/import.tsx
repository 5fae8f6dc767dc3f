import { useState, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../core/problem.ts';
import { importedSchema, type Imported } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { useFormat } from '../ui/words.ts';
import { Fault } from './fault.tsx';
import { Figures } from './figures.tsx';
import { Table, type Column } from './table.tsx';
import { useSigned } from './signed.tsx';
import type { Refusal } from './wire.ts';
import { Work } from './work.tsx';

/** A list of people from a file: it is taken whole or not at all, and each fault is named by its line. */
export function Import() {
  const { t } = useTranslation('desk');
  const { tell } = useSigned();
  const { isOnline } = useSession();
  const [file, setFile] = useState<File>();
  const [makesUnits, setMakesUnits] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Imported | Refusal>();
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    setFile(event.target.files?.[0]);
    setAnswer(undefined);
  };
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setAnswer(undefined);
    setAnswer(await tell({ path: makesUnits ? 'people?units=make' : 'people', method: 'POST', body: file }, importedSchema));
    setBusy(false);
  };
  return (
    <Work name={t('import.title')} title={t('import.title')}>
      <p>{t('import.lead')}</p>
      <pre className="command">
        <code>number,name,institution,unit,role,login,action,since</code>
      </pre>
      <section className="panel panel--form" aria-labelledby="file">
        <h2 className="head" id="file">
          {t('import.file')}
        </h2>
        <input className="field field--file" type="file" accept=".csv,text/csv" aria-labelledby="file" onChange={choose} />
        <div className="choices">
          <Choice kind="checkbox" name="units" value="make" isChosen={makesUnits} onChoose={setMakesUnits} note={t('import.units-note')}>
            {t('import.units')}
          </Choice>
        </div>
        <Button kind="main" isOff={!file || isBusy || !isOnline} onPress={() => void send()}>
          {isBusy ? t('import.sending') : t('import.do')}
        </Button>
        <p className="note" role="status">
          {!isOnline ? t('common.offline') : file ? t('import.whole') : t('import.choose')}
        </p>
      </section>
      {answer && (isProblem(answer) ? <Fault problem={answer} /> : <Outcome imported={answer} />)}
    </Work>
  );
}

function Outcome({ imported }: { readonly imported: Imported }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  if (imported.faults.length > 0) return <Faults faults={imported.faults} />;
  const counts = (['added', 'moved', 'left', 'renamed', 'unchanged'] as const).map((key) => ({ key, name: t(`import.${key}`), value: format.number(imported[key]) }));
  return (
    <section className="stack stack--wide" aria-labelledby="outcome">
      <h2 className="head" id="outcome">
        {t('import.taken')}
      </h2>
      <Figures figures={counts} />
      {imported.cards && <Cards page={imported.cards} />}
    </section>
  );
}

/** The page with the codes exists only here and now: it is kept by saving it. */
function Cards({ page }: { readonly page: string }) {
  const { t } = useTranslation('desk');
  const [file, setFile] = useState<string>();
  const save = () => {
    const href = file ?? URL.createObjectURL(new Blob([page], { type: 'text/html' }));
    setFile(href);
    const link = document.createElement('a');
    link.href = href;
    link.download = 'karvan-cards.html';
    link.click();
  };
  return (
    <div className="notice notice--wait">
      <p>{t('import.cards-lead')}</p>
      <Button kind="main" icon="download" onPress={save}>
        {t('import.cards')}
      </Button>
    </div>
  );
}

type Row = Imported['faults'][number] & { readonly key: string };

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return [
    { key: 'line', name: t('column.line'), cell: ({ line }) => (line === 0 ? t('import.whole-file') : format.number(line)) },
    { key: 'fault', name: t('column.fault'), cell: ({ fault }) => t(`import-fault.${fault}`) },
    { key: 'value', name: t('column.value'), cell: ({ value }) => (value ? <code>{value}</code> : undefined) },
  ];
}

function Faults({ faults }: { readonly faults: Imported['faults'] }) {
  const { t } = useTranslation('desk');
  const columns = useColumns();
  return (
    <section className="stack" role="alert" aria-labelledby="faults">
      <h2 className="head" id="faults">
        {t('import.faults', { count: faults.length })}
      </h2>
      <p>{t('import.faults-lead')}</p>
      <Table caption={t('import.faults', { count: faults.length })} columns={columns} rows={faults.map((fault, index) => ({ ...fault, key: String(index) }))} keyOf={({ key }) => key} />
    </section>
  );
}
