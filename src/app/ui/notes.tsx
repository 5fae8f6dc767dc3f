import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'wait' | 'halt' | 'kept';

/** A fact in one to three words, with an icon. Cannot be pressed. */
export function Chip({ kind, icon, children }: { readonly kind?: Tone | undefined; readonly icon?: IconName; readonly children: ReactNode }) {
  return (
    <span className={kind ? `chip chip--${kind}` : 'chip'}>
      {icon && <Icon name={icon} isSmall />}
      {children}
    </span>
  );
}

/** A fact that leads to its page. */
export function ChipLink({ icon, to, children }: { readonly icon: IconName; readonly to: string; readonly children: ReactNode }) {
  return (
    <Link className="chip chip--link" href={to}>
      <Icon name={icon} isSmall />
      {children}
    </Link>
  );
}

/** The state of the world in one sentence plus what still works. Goes when untrue. */
export function Banner({ kind, icon, isInset, children }: { readonly kind?: Tone; readonly icon: IconName; readonly isInset?: boolean; readonly children: ReactNode }) {
  const names = ['banner', kind ? `banner--${kind}` : '', isInset ? 'banner--inset' : ''].filter(Boolean).join(' ');
  return (
    <div className={names} role="status">
      <Icon name={icon} />
      <span className="banner__words">{children}</span>
    </div>
  );
}

/** Card with the thick rule: the next thing to do, or the one problem. At most one on a screen. */
export function Notice({ kind, name, over, status, children }: { readonly kind?: 'wait' | 'halt'; readonly name: ReactNode; readonly over?: ReactNode; readonly status?: boolean; readonly children: ReactNode }) {
  return (
    <section className={kind ? `notice notice--${kind}` : 'notice'} role={status ? 'status' : undefined}>
      {over && <div className="due">{over}</div>}
      <h2 className="notice__name">{name}</h2>
      {children}
    </section>
  );
}

/** "Saved on this phone", said once and only after it is true. */
export function Saved({ children }: { readonly children: ReactNode }) {
  return (
    <p className={children ? 'saved' : 'unseen'} role="status">
      {children && <Icon name="check" isSmall />}
      {children}
    </p>
  );
}
