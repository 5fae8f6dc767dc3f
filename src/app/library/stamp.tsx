import { useState } from 'react';

/** A course's picture from its pack, or the drawing of a paper where it has none or it cannot be read. */
export function Stamp({ edition, path }: { readonly edition?: string | undefined; readonly path?: string | undefined }) {
  const [isBroken, setBroken] = useState(false);
  return (
    <span className="stamp" aria-hidden="true">
      {edition && path && !isBroken ? (
        <img className="stamp__picture" src={`/local/${edition}/${path}`} alt="" onError={() => setBroken(true)} />
      ) : (
        <svg viewBox="0 0 40 40">
          <path d="M10 5h15l6 6v24H10z" />
          <path d="M24.5 5.5v6H31M15 17h11M15 22h11M15 27h5" />
          <circle className="dye" cx="25.5" cy="28.5" r="3.5" />
        </svg>
      )}
    </span>
  );
}
