import type { KeyboardEvent, ReactNode } from 'react';

export type Column<Row> = {
  readonly key: string;
  readonly name: string;
  readonly isNumber?: boolean;
  /** Undefined: there is nothing to say. */
  readonly cell: (row: Row) => ReactNode;
};

type Props<Row> = {
  /** What the table holds, read aloud before it. */
  readonly caption: string;
  /** The first one names the row; a link in it opens the row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Rows in trouble have a bar at their edge; a chip in them says it in words. */
  readonly isHalt?: (row: Row) => boolean;
};

/** Rows and columns that hold at any width: on a narrow screen each row becomes a card with the columns' names beside their values. */
export function Table<Row>({ caption, columns, rows, keyOf, isHalt }: Props<Row>) {
  return (
    // The keys belong to the links inside; the table only passes the focus on.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <table className="table" onKeyDown={moveFocus}>
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ key, name, isNumber }) => (
            <th key={key} scope="col" className={isNumber ? 'number' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-state={isHalt?.(row) ? 'halt' : undefined}>
            {columns.map(({ key, name, isNumber, cell }, index) => {
              const kind = isNumber ? 'number' : undefined;
              return index === 0 ? (
                <th key={key} scope="row" className={kind}>
                  {cell(row)}
                </th>
              ) : (
                <Cell key={key} kind={kind} name={name}>
                  {cell(row)}
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A dash where there is nothing to say; a card on a narrow screen leaves it out. */
function Cell({ kind, name, children }: { readonly kind: string | undefined; readonly name: string; readonly children: ReactNode }) {
  return (
    <td className={kind} data-name={name} data-state={children === undefined ? 'empty' : undefined}>
      <span className="cell">{children === undefined ? '–' : children}</span>
    </td>
  );
}

/** Arrows go from row to row, Home and End to the first and the last; Enter is the link's own. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody th a')];
  const at = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = to === undefined ? undefined : links[to];
  if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  link.focus();
}
