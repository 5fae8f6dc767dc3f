import { useEffect, useRef } from 'react';
import { commandOf, focusOf, type Command } from './keys.ts';

/** Lets the keyboard play. Off while a sheet is open. */
export function useKeys(obey: (command: Command) => void, isOn: boolean): void {
  const now = useRef(obey);
  useEffect(() => {
    now.current = obey;
  });
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const command = commandOf(event.key, focusOf(event.target));
      if (!command) return;
      event.preventDefault();
      now.current(command);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isOn]);
}
