import { useTranslation } from 'react-i18next';

/** What the keyboard does on the open line, as line-keys.ts reads it. */
export function LineKeyList() {
  const { t } = useTranslation('desk');
  return (
    <dl className="pairs keys-note" aria-label={t('lines.keys')}>
      {keys.map(([command, ...names]) => (
        <div className="lines__term" key={command}>
          <dt>
            {names.map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
          </dt>
          <dd>{t(`lines.${command}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

const keys = [
  ['accept', 'Ctrl', 'Enter'],
  ['approve', 'Ctrl', 'Shift', 'Enter'],
  ['next', 'Alt', '↓'],
  ['previous', 'Alt', '↑'],
  ['play', 'Alt', 'Enter'],
] as const;
