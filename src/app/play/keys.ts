/** What a key does in the player. Undefined: it is left to whatever has the focus. */
export type Command = 'toggle' | 'back' | 'forward' | 'subtitles' | 'mute' | 'full' | 'slower' | 'faster' | 'start' | 'end';

/** `on`: what has the focus. A button keeps its space, a field all its letters. */
export function commandOf(key: string, on: 'page' | 'button' | 'seek' | 'field'): Command | undefined {
  if (on === 'field') return undefined;
  if (key === ' ') return on === 'button' ? undefined : 'toggle';
  return commands[key.length === 1 ? key.toLowerCase() : key];
}

/** What has the focus, for `commandOf`. */
export function focusOf(target: EventTarget | null): Parameters<typeof commandOf>[1] {
  const element = target instanceof Element ? target : undefined;
  if (element?.matches('input[type="range"]')) return 'seek';
  if (element?.closest('input, select, textarea, dialog, [contenteditable]')) return 'field';
  return element?.closest('button, a') ? 'button' : 'page';
}

const commands: { readonly [key: string]: Command } = {
  k: 'toggle',
  ArrowLeft: 'back',
  j: 'back',
  ArrowRight: 'forward',
  l: 'forward',
  c: 'subtitles',
  m: 'mute',
  f: 'full',
  '<': 'slower',
  '>': 'faster',
  Home: 'start',
  End: 'end',
};
