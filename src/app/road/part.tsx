import { Children, type ReactNode } from 'react';
import { Rows } from '../ui/row.tsx';

/** One part of the road page: its rows under a heading; nothing at all when there are none. */
export function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const rows = Children.toArray(children);
  if (rows.length === 0) return null;
  return (
    <section className="stack">
      <h2 className="head">{name}</h2>
      <Rows>{rows}</Rows>
    </section>
  );
}
