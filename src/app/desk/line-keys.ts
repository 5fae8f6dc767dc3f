import { useEffect, useRef } from 'react';

export type LineCommand = 'next' | 'previous' | 'accept' | 'approve' | 'play';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a key does among lines, also while one writes: letters belong to the text, and AltGr (Ctrl with Alt) writes letters too. */
export function lineCommandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): LineCommand | undefined {
  const isControl = (ctrlKey || metaKey) && !altKey;
  if (isControl && key === 'Enter') return shiftKey ? 'approve' : 'accept';
  const isAlt = altKey && !ctrlKey && !metaKey && !shiftKey;
  if (!isAlt) return undefined;
  return { ArrowDown: 'next' as const, ArrowUp: 'previous' as const, Enter: 'play' as const }[key];
}

/** Lets the keyboard work on the line that is open, wherever on the screen the focus is, unless a sheet lies over it. */
export function useLineKeys(obey: (command: LineCommand) => void): void {
  const now = useRef(obey);
  useEffect(() => {
    now.current = obey;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = lineCommandOf(event);
      if (!command || event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      now.current(command);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
