import type { ReactNode } from 'react';

/** The pictures by which people find themselves on a shared phone: no name may be read while a profile is locked. */
export const emblems = ['mountain', 'tree', 'sun', 'moon', 'star', 'fish', 'bird', 'horse', 'flower', 'boat', 'kettle', 'key'] as const;
export type EmblemName = (typeof emblems)[number];

export function isEmblem(name: string): name is EmblemName {
  return (emblems as readonly string[]).includes(name);
}

/** The picture alone; its word (`emblem.<name>`) stands beside it. */
export function Emblem({ name }: { readonly name: string }) {
  return (
    <span className="stamp" aria-hidden="true">
      <svg viewBox="0 0 40 40">{pictures[isEmblem(name) ? name : 'star']}</svg>
    </span>
  );
}

const pictures: { readonly [name in EmblemName]: ReactNode } = {
  mountain: (
    <>
      <path d="M4 32 15 12l7 12 4-6 10 14z" />
      <path className="dye" d="m11.5 18.5 3.5 2.5 3-3.5" />
    </>
  ),
  tree: (
    <>
      <path d="M20 35V18M20 26l6-5M20 23l-5-4" />
      <path className="dye" d="M20 5c7 0 12 5 12 10.5S27 25 20 25 8 21 8 15.5 13 5 20 5z" />
    </>
  ),
  sun: (
    <>
      <circle className="dye" cx="20" cy="20" r="7" />
      <path d="M20 4v5M20 31v5M4 20h5M31 20h5M8.7 8.7l3.5 3.5M27.8 27.8l3.5 3.5M8.7 31.3l3.5-3.5M27.8 12.2l3.5-3.5" />
    </>
  ),
  moon: (
    <>
      <path d="M27 29A13 13 0 1 1 20 6a10.5 10.5 0 0 0 7 23z" />
      <path className="dye" d="M30 8v6M27 11h6" />
    </>
  ),
  star: <path className="dye" d="m20 5 4.5 9.6 10.5 1.3-7.7 7.3 2 10.4L20 28.5l-9.3 5.1 2-10.4L5 15.9l10.5-1.3z" />,
  fish: (
    <>
      <path d="M4 20c5-8 16-10 24-1l7-6v14l-7-6c-8 9-19 7-24-1z" />
      <path className="dye" d="M11.5 18.5v.01" strokeWidth="3" />
    </>
  ),
  bird: (
    <>
      <path d="M5 22c6 0 9-3 11-7 2-5 8-7 12-3l6 2-5 2c0 9-6 14-13 14-5 0-9-3-11-8z" />
      <path className="dye" d="M15 22c3 1 6 0 8-3M26.5 14v.01" />
      <path d="M17 30v5M22 29v6" />
    </>
  ),
  horse: (
    <>
      <path d="M10 35c0-7 1-11 4-15l-5 2-3-4 9-9 1-5 4 4c7 2 11 8 12 16v11" />
      <path className="dye" d="M17 13.5v.01M22 10c4 3 6 8 6 14" strokeWidth="2.25" />
    </>
  ),
  flower: (
    <>
      <path d="M20 22v14M20 32c-4 0-7-2-8-6 5 0 8 2 8 6zM20 30c4 0 7-2 8-6-5 0-8 2-8 6z" />
      <path className="dye" d="M13 6l3.5 4L20 5l3.5 5L27 6v8a7 7 0 0 1-14 0z" />
    </>
  ),
  boat: (
    <>
      <path d="M5 26h30l-4 8H9z" />
      <path className="dye" d="M19 5v17H8zM22 9l9 13h-9z" />
    </>
  ),
  kettle: (
    <>
      <path d="M11 16h16l3 16H8zM13 16a6 6 0 0 1 12 0M28 21l6-4" />
      <path className="dye" d="M19 6v3M12 24h13" />
    </>
  ),
  key: (
    <>
      <circle className="dye" cx="13" cy="15" r="7" />
      <path d="m18 20 14 14M27 29l4-4M23 25l3-3" />
    </>
  ),
};
