import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { Button } from '../ui/button.tsx';
import { Bones } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Fault } from './fault.tsx';
import type { Held } from './held-lines.ts';
import { LineDesk } from './line-desk.tsx';
import { LineFilm } from './line-film.tsx';
import { LineKeyList } from './line-key-list.tsx';
import { useLineKeys } from './line-keys.ts';
import { LineRow } from './line-row.tsx';
import { LinesRoad } from './lines-road.tsx';
import { fitting, lineBeside, nextOpen, partsOf, shownLines, type Part, type Shown } from './lines.ts';
import { LostLines } from './lost-lines.tsx';
import { Pick } from './pick.tsx';
import { Say } from './say.tsx';
import { useSending } from './sending.tsx';
import { useSigned } from './signed.tsx';
import { useLines, type Lines } from './use-lines.ts';
import { Work } from './work.tsx';

/** A course in another language, line by line beside its source: read, mended and approved here, with a network or without. */
export function TranslationScreen({ id }: { readonly id: string }) {
  const { t } = useTranslation(['desk', 'ui']);
  const lines = useLines(id);
  const { refusal, isBusy, renew } = useSending();
  if (lines.held) return <Reading held={lines.held} lines={lines} />;
  return (
    <Work name={t('translations.title')} title={t('translations.title')} isHere>
      {refusal && !isBusy ? (
        <Fault problem={refusal}>
          <Button isDense onPress={() => renew(id)}>
            {t('ui:common.again')}
          </Button>
        </Fault>
      ) : (
        <Bones rows={4} />
      )}
    </Work>
  );
}

function Reading({ held, lines }: { readonly held: Held; readonly lines: Lines }) {
  const { translation } = held;
  const { t } = useTranslation('desk');
  const { me } = useSigned();
  const format = useFormat();
  const shown = shownLines(translation.lines, lines.waiting, me.name);
  const parts = partsOf(shown, translation);
  const { part, line, open } = usePlace(translation.id, parts);
  const [typed, setTyped] = useState<{ readonly id: string; readonly text: string }>();
  const [played, setPlayed] = useState({ id: '', times: 0 });
  const text = line && (typed?.id === line.line.id && line.stands !== 'apart' ? typed.text : line.text);

  const write = (written: string) => {
    const next = fitting(line!.line, written);
    setTyped({ id: line!.line.id, text: next });
    void (next === line!.line.target ? lines.letGo(line!.line.id) : lines.keep(line!.line, next));
  };
  const settle = async (state: 'reviewed' | 'approved') => {
    const said = text?.trim();
    if (!line || !said || line.stands === 'apart') return;
    const isSaid = line.stands !== 'draft' && said === line.text && (line.state === state || line.state === 'approved');
    const next = nextOpen(shown, line.line.id);
    // At once: who writes on must not write into the line that they have just accepted.
    if (next) open(next.line.id);
    if (!isSaid && !(await lines.keep(line.line, said, state))) open(line.line.id);
  };
  // Once somebody has chosen between two texts, or taken back their own, what was typed before is no longer what stands in the field.
  const choice = (work: () => Promise<unknown>) => {
    setTyped(undefined);
    void work();
  };
  const go = (beside: Shown | undefined) => beside && open(beside.line.id);
  useLineKeys((command) => {
    if (!line) return;
    if (command === 'accept' || command === 'approve') void settle(command === 'accept' ? 'reviewed' : 'approved');
    else if (command === 'play') setPlayed(({ times }) => ({ id: line.line.id, times: times + 1 }));
    else go(lineBeside(shown, line.line.id, command === 'next' ? 1 : -1));
  });

  return (
    <Work name={t('translations.title')} over={t('lines.over', { from: format.language(translation.from), to: format.language(translation.lang) })} title={<Say map={translation.title} source={translation.from} />} isHere>
      <LinesRoad held={held} shown={shown} fault={lines.fault} onOpen={open} />
      <LostLines translation={translation} lines={lines} />
      <Parts parts={parts} part={part} onPick={(key) => open(parts.find((each) => each.key === key)!.lines[0]!.line.id)} />
      <div className="cols cols--lines">
        <ol className="lines">
          {part?.lines.map((each) =>
            each === line ? (
              <LineDesk key={each.line.id} translation={translation} shown={each} text={text ?? ''} onWrite={write} onSettle={(state) => void settle(state)} onPlay={() => setPlayed(({ times }) => ({ id: each.line.id, times: times + 1 }))} onGo={(by) => go(lineBeside(shown, each.line.id, by))} onTheirs={() => choice(() => lines.letGo(each.line.id))} onMine={() => choice(() => lines.keep(each.line, each.text, each.mine?.state))} />
            ) : (
              <LineRow key={each.line.id} translation={translation} shown={each} onOpen={open} />
            ),
          )}
        </ol>
        <div className="lines__side">
          {line && <LineFilm translation={translation} line={line.line} text={text ?? ''} times={played.id === line.line.id ? played.times : 0} />}
          <LineKeyList />
        </div>
      </div>
    </Work>
  );
}

/** Which line is open. It stands in the address, so that back, reload and a killed browser keep it; at first the first one to read. */
function usePlace(id: string, parts: readonly Part[]): { readonly part: Part | undefined; readonly line: Shown | undefined; readonly open: (line: string) => void } {
  const [, go] = useLocation();
  const wanted = new URLSearchParams(useSearch()).get('line');
  const named = parts.find(({ lines }) => lines.some(({ line }) => line.id === wanted));
  const part = named ?? parts.find(({ open }) => open > 0) ?? parts[0];
  const [first] = useState(() => part && (nextOpen(part.lines, '') ?? part.lines[0])?.line.id);
  const line = part?.lines.find((each) => each.line.id === (named ? wanted : first)) ?? part?.lines[0];
  return { part, line, open: (next) => go(`/desk/translations/${id}?line=${encodeURIComponent(next)}`, { replace: true }) };
}

function Parts({ parts, part, onPick }: { readonly parts: readonly Part[]; readonly part: Part | undefined; readonly onPick: (key: string) => void }) {
  const { t } = useTranslation('desk');
  const options = parts.map(({ key, name, lang, lines, open }) => ({ value: key, name: `${name} · ${t('lines.open', { open, all: lines.length })}`, ...(lang === undefined ? {} : { lang }) }));
  return (
    <div className="sieve">
      <Pick label={t('lines.part')} value={part?.key ?? ''} options={options} onPick={onPick} />
    </div>
  );
}
