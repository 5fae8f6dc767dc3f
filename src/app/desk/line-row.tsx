import { memo } from 'react';
import type { Translation } from '../../sync/translations.ts';
import { LineChip } from './line-chip.tsx';
import type { Shown } from './lines.ts';
import { LineMark } from './line-mark.tsx';

type Props = { readonly translation: Translation; readonly shown: Shown; readonly onOpen: (line: string) => void };

/** A line among the others, source and target side by side. Pressed, it opens. Drawn again only when it has changed: there are hundreds. */
export const LineRow = memo(
  ({ translation: { from, lang }, shown, onOpen }: Props) => (
    <li className="lines__row">
      <button type="button" className="lines__pick" onClick={() => onOpen(shown.line.id)}>
        <span className="lines__text" lang={from}>
          {shown.line.source}
        </span>
        <span className="lines__text" lang={lang}>
          {shown.text}
        </span>
        <span className="lines__marks">
          <LineChip state={shown.state} />
          <LineMark stands={shown.stands} />
        </span>
      </button>
    </li>
  ),
  (a, b) => a.translation === b.translation && a.shown.line === b.shown.line && a.shown.text === b.shown.text && a.shown.state === b.shown.state && a.shown.stands === b.shown.stands,
);
