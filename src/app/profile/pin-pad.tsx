import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon.tsx';

const PIN_LENGTH = 6;

type Props = {
  /** Whose PIN, or what for. */
  readonly label: ReactNode;
  /** Called with six digits; the dots empty when the promise resolves. */
  readonly onPin: (pin: string) => Promise<void> | void;
  readonly isOff?: boolean;
  /** What went wrong, said aloud. */
  readonly says?: ReactNode;
  readonly onForgotten?: () => void;
};

/** Six digits by thumb or keyboard. The dots tell how many, never which; the keys keep their places. */
export function PinPad({ label, onPin, isOff = false, says, onForgotten }: Props) {
  const { t } = useTranslation('person');
  const [pin, setPin] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isStill = isOff || isBusy;

  const press = async (digit: string) => {
    if (isStill || pin.length >= PIN_LENGTH) return;
    const next = pin + digit;
    setPin(next);
    if (next.length < PIN_LENGTH) return;
    setBusy(true);
    try {
      await onPin(next);
    } finally {
      setPin('');
      setBusy(false);
    }
  };
  const erase = () => setPin((held) => held.slice(0, -1));

  const byKey = useRef<(event: KeyboardEvent) => void>(undefined);
  useEffect(() => {
    byKey.current = (event) => {
      const isTyping = event.target instanceof HTMLInputElement && event.target.type !== 'radio';
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[0-9]$/.test(event.key)) void press(event.key);
      else if (event.key === 'Backspace') erase();
    };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => byKey.current?.(event);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <section className="dock pinpad" aria-label={t('pin.label')}>
      <h2 className="pinpad__name">{label}</h2>
      <p className="pin" role="img" aria-label={t('pin.dots', { count: pin.length, of: PIN_LENGTH })}>
        {Array.from({ length: PIN_LENGTH }, (_, index) => (
          <span key={index} className="pin__dot" data-state={index < pin.length ? 'done' : undefined} />
        ))}
      </p>
      <p className="pinpad__says" role="status">
        {isBusy ? t('pin.checking') : says}
      </p>
      <div className="keys">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <button key={digit} type="button" className="keys__key" disabled={isOff} onClick={() => void press(digit)}>
            {digit}
          </button>
        ))}
        {onForgotten ? (
          <button type="button" className="keys__key keys__key--plain" onClick={onForgotten}>
            {t('pin.forgotten')}
          </button>
        ) : (
          <span />
        )}
        <button type="button" className="keys__key" disabled={isOff} onClick={() => void press('0')}>
          0
        </button>
        <button type="button" className="keys__key keys__key--plain" aria-label={t('pin.erase')} disabled={isOff} onClick={erase}>
          <Icon name="backspace" />
        </button>
      </div>
    </section>
  );
}

/** A new PIN, asked twice. */
export function NewPin({ first, again, onPin }: { readonly first: ReactNode; readonly again: ReactNode; readonly onPin: (pin: string) => Promise<void> }) {
  const { t } = useTranslation('person');
  const [held, setHeld] = useState<string>();
  const [says, setSays] = useState('');
  return (
    <PinPad
      label={held === undefined ? first : again}
      says={says}
      onPin={async (pin) => {
        setSays('');
        if (held === undefined) {
          if (isEasy(pin)) setSays(t('pin.easy'));
          else setHeld(pin);
        } else if (pin === held) await onPin(pin);
        else {
          setHeld(undefined);
          setSays(t('pin.unlike'));
        }
      }}
    />
  );
}

/** 111111, 123456 and 654321: what whoever finds the phone would try first. */
function isEasy(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
}
