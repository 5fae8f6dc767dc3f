/** The places of the desk, with the pictures that only the desk has. */
import { Icon, type IconName } from '../ui/icon.tsx';
import type { May } from './may.ts';

export type PlaceKey = 'review' | 'people' | 'courses' | 'translations' | 'export' | 'import' | 'audit';
export type Place = { readonly key: PlaceKey; readonly to: string };

/** In the order of a working day; what is not allowed is left out. */
export function placesOf(may: May): readonly Place[] {
  const keys: readonly PlaceKey[] = ['review', 'people', 'courses', 'translations', 'export', 'import', 'audit'];
  return keys.filter((key) => may[key]).map((key) => ({ key, to: `/desk/${key}` }));
}

export function PlaceIcon({ place }: { readonly place: PlaceKey }) {
  const drawing = drawings[place];
  if (typeof drawing === 'string') return <Icon name={drawing} />;
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      {drawing}
    </svg>
  );
}

const drawings: { readonly [key in PlaceKey]: IconName | React.JSX.Element } = {
  review: (
    <>
      <path d="M4 13.5 6.5 5h11L20 13.5v5.75H4z" />
      <path d="M4 13.5h4.75c.4 1.75 1.5 2.5 3.25 2.5s2.85-.75 3.25-2.5H20" />
    </>
  ),
  people: 'people',
  courses: 'book',
  translations: 'globe',
  export: 'download',
  import: 'plus',
  audit: (
    <>
      <path d="M6 3.25h8l4.25 4.25v13.25H6z" />
      <path d="M13.75 3.5v4.25H18M9 12.5h6M9 16h6" />
    </>
  ),
};
