import { Link } from 'wouter';

export type Figure = { readonly key: string; readonly name: string; readonly value: string; readonly of?: string; readonly to?: string };

/** A few numbers side by side, each with its words; one that leads somewhere is a link. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl className="figures">
      {figures.map(({ key, name, value, of, to }) => (
        <div key={key} className="figures__item">
          <dt>{to ? <Link href={to}>{name}</Link> : name}</dt>
          <dd>
            {value} {of && <small>{of}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
