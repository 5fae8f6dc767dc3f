import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Translation } from '../../sync/translations.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { useFormat } from '../ui/words.ts';
import { LineApart } from './line-apart.tsx';
import { LineChecks } from './line-checks.tsx';
import { LineChip } from './line-chip.tsx';
import { LineMark } from './line-mark.tsx';
import type { Shown } from './lines.ts';

type Props = {
  readonly translation: Translation;
  readonly shown: Shown;
  /** What stands in the field. */
  readonly text: string;
  readonly onWrite: (text: string) => void;
  readonly onSettle: (state: 'reviewed' | 'approved') => void;
  readonly onPlay: () => void;
  readonly onGo: (by: 1 | -1) => void;
  /** The text at the server stays, or of two the reader's takes its place. */
  readonly onTheirs: () => void;
  readonly onMine: () => void;
};

/** The line that is open: its source, the field beside it, what the checks say, who did what to it, and the ways on. */
export function LineDesk({ translation, shown, text, onWrite, onSettle, onPlay, onGo, onTheirs, onMine }: Props) {
  const { t } = useTranslation('desk');
  const { from, lang } = translation;
  const { line, stands } = shown;
  const field = useRef<HTMLTextAreaElement>(null);
  const row = useRef<HTMLLIElement>(null);
  const target = useId();
  // The first line of a screen leaves the focus where it is; only going from line to line moves it.
  useEffect(() => {
    if (arrivals++ > 0) field.current?.focus({ preventScroll: true });
    // After the screen's own arrival, which goes to its top.
    requestAnimationFrame(() => row.current?.scrollIntoView({ block: 'nearest' }));
  }, []);
  const isEmpty = text.trim() === '';
  return (
    <li className="lines__row lines__row--open" aria-current="true" ref={row}>
      <div className="lines__pair">
        <div className="stack">
          <span className="strong">{t('lines.source')}</span>
          <p className="lines__text" lang={from}>
            {line.source}
          </p>
        </div>
        {stands === 'apart' ? (
          <LineApart shown={shown} lang={lang} onTheirs={onTheirs} onMine={onMine} />
        ) : (
          <div className="stack">
            <label className="strong" htmlFor={target}>
              {t('lines.target')}
            </label>
            <textarea id={target} ref={field} className="field" lang={lang} rows={Math.max(2, text.split('\n').length)} maxLength={20_000} value={text} onChange={(event) => onWrite(event.target.value)} />
            {line.kind === 'answers' && <p className="note">{t('lines.answers')}</p>}
          </div>
        )}
      </div>
      <p className="lines__marks">
        <LineChip state={shown.state} /> <LineMark stands={stands} /> <Who of={line} />
      </p>
      {stands !== 'apart' && <LineChecks translation={translation} shown={shown} text={text} />}
      <div className="button-row">
        <Button isDense kind="main" isOff={isEmpty || stands === 'apart'} onPress={() => onSettle('reviewed')}>
          {t('lines.accept')}
        </Button>
        <Button isDense icon="check" isOff={isEmpty || stands === 'apart'} onPress={() => onSettle('approved')}>
          {t('lines.approve')}
        </Button>
        {line.start !== undefined && (
          <Button isDense icon="play" onPress={onPlay}>
            {t('lines.play')}
          </Button>
        )}
        {(stands === 'draft' || stands === 'waiting') && (
          <Button isDense icon="return" onPress={onTheirs}>
            {t('lines.undo')}
          </Button>
        )}
        <Button isDense icon="back" onPress={() => onGo(-1)}>
          {t('lines.previous')}
        </Button>
        <Button isDense icon="next" onPress={() => onGo(1)}>
          {t('lines.next')}
        </Button>
      </div>
      {isEmpty && <p className="note">{t('lines.empty')}</p>}
      <Before shown={shown} lang={lang} />
    </li>
  );
}

let arrivals = 0;

/** Who changed it last, and when, as the server says. */
function Who({ of: { by, at } }: { readonly of: { readonly by?: string | undefined; readonly at?: string | undefined } }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  if (by === undefined) return null;
  return <span className="note">{at === undefined ? by : t('trip.by', { name: by, when: format.moment(at, world.now()) })}</span>;
}

/** What stood there before, newest first. */
function Before({ shown: { line }, lang }: { readonly shown: Shown; readonly lang: string }) {
  const { t } = useTranslation('desk');
  if (line.was.length === 0) return null;
  return (
    <details className="unfold">
      <summary>{t('lines.was')}</summary>
      <ol className="stack">
        {line.was.map((each, index) => (
          // eslint-disable-next-line react/no-array-index-key -- they only grow at the other end
          <li key={index}>
            <LineChip state={each.state} /> <Who of={each} />
            <p className="lines__text" lang={lang}>
              {each.target}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
