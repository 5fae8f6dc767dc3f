import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon } from './icon.tsx';

type Props = {
  readonly start?: ReactNode;
  readonly name: ReactNode;
  /** BCP 47 tag of the name, when it is not the interface's. */
  readonly lang?: string | undefined;
  /** One line of facts under the name. */
  readonly facts?: ReactNode;
  /** More beneath: language marks, chips. */
  readonly under?: ReactNode;
  /** The sign at the end; a row that leads somewhere has an arrow. */
  readonly end?: ReactNode;
  readonly isTop?: boolean;
  readonly isBoxed?: boolean;
} & ({ readonly to: string; readonly onPress?: never } | { readonly to?: never; readonly onPress?: () => void });

/** Picture or seal, name, facts, sign at the end. The whole row is the target. Stands in `Rows`. */
export function Row({ start, name, lang, facts, under, end, isTop, isBoxed, to, onPress }: Props) {
  const names = ['row', start ? '' : 'row--plain', isTop ? 'row--top' : '', isBoxed ? 'row--boxed' : ''].filter(Boolean).join(' ');
  const leads = to !== undefined || onPress !== undefined;
  const inside = (
    <>
      {start}
      <span className="stack stack--tight">
        <span className="row__name" lang={lang}>
          {name}
        </span>
        {facts && <span className="note">{facts}</span>}
        {under}
      </span>
      {end === undefined ? leads && <Icon name="next" /> : <span className="row__end">{end}</span>}
    </>
  );
  if (to !== undefined) {
    return (
      <Link className={names} href={to}>
        {inside}
      </Link>
    );
  }
  if (onPress) {
    return (
      <button type="button" className={`${names} row--button`} onClick={onPress}>
        {inside}
      </button>
    );
  }
  return <div className={names}>{inside}</div>;
}

/** A list of rows; each child is one item. */
export function Rows({ children, label }: { readonly children: readonly ReactNode[] | ReactNode; readonly label?: string }) {
  const items = Array.isArray(children) ? children.flat().filter(Boolean) : [children];
  return (
    <ul className="rows" aria-label={label}>
      {items.map((item, index) => (
        <li key={keyOf(item) ?? index}>{item}</li>
      ))}
    </ul>
  );
}

function keyOf(item: unknown): string | undefined {
  return typeof item === 'object' && item !== null && 'key' in item && typeof item.key === 'string' ? item.key : undefined;
}
