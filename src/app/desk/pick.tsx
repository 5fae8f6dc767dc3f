import { useId, type ReactNode } from 'react';

export type Option = { readonly value: string; readonly name: string; readonly lang?: string };

/** One of several, in the browser's own list: it works with any finger, key and reader. */
export function Pick({ label, value, options, onPick, isUnseen }: { readonly label: ReactNode; readonly value: string; readonly options: readonly Option[]; readonly onPick: (value: string) => void; readonly isUnseen?: boolean }) {
  const id = useId();
  return (
    <div className="pick">
      <label className={isUnseen ? 'unseen' : 'strong'} htmlFor={id}>
        {label}
      </label>
      <select id={id} className="field field--pick" value={value} onChange={(event) => onPick(event.target.value)}>
        {options.map(({ value: each, name, lang }) => (
          <option key={each} value={each} lang={lang}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
