import type { ReactNode } from 'react';

type Props = {
  readonly kind?: 'radio' | 'checkbox';
  /** Groups radios. */
  readonly name: string;
  readonly value: string;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly isOff?: boolean;
  readonly lang?: string | undefined;
  /** A line under the words. */
  readonly note?: ReactNode;
  readonly end?: ReactNode;
  readonly children: ReactNode;
};

/** A radio or checkbox with a border, at least 48 px high; chosen shows by ring, border and tint. Stands in `Choices`. */
export function Choice({ kind = 'radio', name, value, isChosen, onChoose, isOff, lang, note, end, children }: Props) {
  return (
    <label className="choice" lang={lang}>
      <input type={kind} name={name} value={value} checked={isChosen} disabled={isOff} onChange={(event) => onChoose(event.target.checked)} />
      <span className="stack stack--tight">
        <span className="choice__name">{children}</span>
        {note && <span className="note">{note}</span>}
      </span>
      {end && <span className="choice__end">{end}</span>}
    </label>
  );
}

/** A question and its choices. `isApart`: quiz answers stand apart, lists touch. `question`: the words are the screen's question. */
export function Choices({ legend, look = 'head', isApart, children }: { readonly legend: ReactNode; readonly look?: 'head' | 'over' | 'unseen' | 'question'; readonly isApart?: boolean; readonly children: ReactNode }) {
  return (
    <fieldset className={isApart ? 'choices choices--apart' : 'choices'}>
      <legend className={look === 'unseen' || look === 'question' ? look : `${look} legend`}>{legend}</legend>
      {children}
    </fieldset>
  );
}
