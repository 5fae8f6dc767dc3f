import type { Translation } from '../../sync/translations.ts';
import { LineChip } from './line-chip.tsx';
import type { Shown } from './lines.ts';
import { LineMark } from './line-mark.tsx';

/** A line among the others, source and target side by side. Pressed, it opens. */
export function LineRow({ translation: { from, lang }, shown, onOpen }: { readonly translation: Translation; readonly shown: Shown; readonly onOpen: () => void }) {
  return (
    <li className="lines__row">
      <button type="button" className="lines__pick" onClick={onOpen}>
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
  );
}
