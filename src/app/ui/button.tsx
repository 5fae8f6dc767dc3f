import type { MouseEvent, ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon.tsx';

type Shared = {
  /** At most one `main` on a screen. */
  readonly kind?: 'main' | 'outline' | 'plain' | 'halt';
  readonly icon?: IconName;
  readonly isWide?: boolean;
  readonly isDense?: boolean;
  readonly children: ReactNode;
};
type Props = Shared &
  (
    | { readonly to: string; readonly onPress?: never; readonly isOff?: never; readonly submits?: never }
    | { readonly to?: never; readonly onPress?: (event: MouseEvent) => void; readonly isOff?: boolean | undefined; readonly submits?: boolean }
  );

/** A button, or a link that looks like one. Named by what happens and what it costs. An off button needs a sentence beneath that says why. */
export function Button({ kind = 'outline', icon, isWide, isDense, children, to, onPress, isOff, submits }: Props) {
  const names = ['button', kind === 'outline' ? '' : `button--${kind}`, isWide ? 'button--wide' : '', isDense ? 'button--dense' : ''].filter(Boolean).join(' ');
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
  if (to !== undefined) {
    return (
      <Link className={names} href={to}>
        {inside}
      </Link>
    );
  }
  return (
    <button type={submits ? 'submit' : 'button'} className={names} onClick={onPress} disabled={isOff}>
      {inside}
    </button>
  );
}

/** A button that is only a picture: its name is read aloud. */
export function IconButton({ icon, name, onPress }: { readonly icon: IconName; readonly name: string; readonly onPress: () => void }) {
  return (
    <button type="button" className="icon-button" aria-label={name} title={name} onClick={onPress}>
      <Icon name={icon} />
    </button>
  );
}
