import type { CSSProperties, ReactNode } from 'react';

/** Before every download: figures with what they are, changing in place with the choice above. */
export function Cost({ items, label }: { readonly items: readonly { readonly name: ReactNode; readonly figure: ReactNode }[]; readonly label: string }) {
  return (
    <section aria-label={label} aria-live="polite">
      <dl className="cost">
        {items.map((item, index) => (
          <div className="cost__item" key={index}>
            <dt>{item.name}</dt>
            <dd>{item.figure}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export type RoomPart = { readonly kind: 'ours' | 'done' | 'new' | 'other' | 'free'; readonly share: number; readonly name: string; readonly figure: string };

/** A bar of space with patterns, and a key in words and numbers. `share`: 0…1 of the whole. */
export function Room({ parts, label, hasKey = true }: { readonly parts: readonly RoomPart[]; readonly label: string; readonly hasKey?: boolean }) {
  return (
    <>
      <div className="room" role="img" aria-label={label}>
        {parts
          .filter((part) => part.kind !== 'free' && part.share > 0)
          .map((part) => (
            <span key={part.kind} className={`room__part room__part--${part.kind}`} style={{ '--share': `${(part.share * 100).toFixed(1)}%` } as CSSProperties} />
          ))}
      </div>
      {hasKey && (
        <ul className="key">
          {parts.map((part) => (
            <li key={part.kind} className="key__item">
              <span className={part.kind === 'free' ? 'key__sign' : `key__sign room__part--${part.kind}`} />
              <span>{part.name}</span>
              <b>{part.figure}</b>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
