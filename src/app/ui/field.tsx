import { useId, type ReactNode } from 'react';

type Props = {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'email' | 'number';
  /** Codes are set in large, even letters and are never corrected by the keyboard. */
  readonly isCode?: boolean;
  readonly isOff?: boolean;
  readonly placeholder?: string;
  readonly note?: ReactNode;
  readonly autoComplete?: string;
};

/** A line to type in, with its name above. */
export function Field({ label, value, onChange, type = 'text', isCode, isOff, placeholder, note, autoComplete = 'off' }: Props) {
  const id = useId();
  return (
    <div className="stack">
      <label className="strong" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={isCode ? 'field field--code' : 'field'}
        type={type}
        value={value}
        disabled={isOff}
        placeholder={placeholder}
        autoComplete={autoComplete}
        autoCapitalize={isCode ? 'characters' : 'off'}
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      {note && <p className="note">{note}</p>}
    </div>
  );
}
