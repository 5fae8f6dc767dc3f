/** The icon set: line drawings on 24 × 24, always beside a word. */
export function Icon({ name, isSmall }: { readonly name: IconName; readonly isSmall?: boolean }) {
  return (
    <svg className={isSmall ? 'icon icon--small' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}

export type IconName = keyof typeof drawings;

const drawings = {
  phone: (
    <>
      <rect x="7" y="2.75" width="10" height="18.5" rx="2" />
      <path d="M11 18h2" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="3.75" />
      <path d="M4.75 20.25c.8-3.9 3.6-6 7.25-6s6.45 2.1 7.25 6" />
    </>
  ),
  trainer: (
    <>
      <circle cx="9.5" cy="7.5" r="3.25" />
      <path d="M3.5 19.5c.6-3.6 2.9-5.5 6-5.5 1.6 0 3 .5 4 1.5" />
      <path d="M14 18.5h6.5M17.75 15.5l3 3-3 3" />
    </>
  ),
  ministry: (
    <>
      <path d="M3.5 9 12 3.75 20.5 9z" />
      <path d="M5.75 9.5v7.75M10 9.5v7.75M14 9.5v7.75M18.25 9.5v7.75M3.5 20.25h17M4.5 17.25h15" />
    </>
  ),
  check: <path d="m5 12.5 4.75 4.75L19.5 7.25" />,
  return: (
    <>
      <path d="M8.5 5.5 4 10l4.5 4.5" />
      <path d="M4 10h10.5a5 5 0 0 1 0 10H9" />
    </>
  ),
  cross: <path d="m6 6 12 12M18 6 6 18" />,
  nolink: <path d="M3.75 10.25a12 12 0 0 1 3.5-2.25M20.25 10.25A12 12 0 0 0 10.5 7M7.25 14a7 7 0 0 1 5.5-1.9M16.75 14a7 7 0 0 0-1.25-.950M12 18h.01M4.5 4.5l15 15" />,
  download: <path d="M12 3.75v11.5M7.25 10.75 12 15.5l4.75-4.75M4.5 20.25h15" />,
  play: <path d="M7.5 4.75v14.5L19 12z" />,
  pause: <path d="M8 5v14M16 5v14" />,
  audio: (
    <>
      <path d="M4 15v-3a8 8 0 0 1 16 0v3" />
      <rect x="3" y="14" width="4" height="6.25" rx="1.25" />
      <rect x="17" y="14" width="4" height="6.25" rx="1.25" />
    </>
  ),
  text: <path d="M5 5.5h14M5 10h14M5 14.5h14M5 19h8.5" />,
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.25" />
      <path d="m15.25 15.25 5 5" />
    </>
  ),
  back: <path d="M14.5 5.5 8 12l6.5 6.5" />,
  next: <path d="M9.5 5.5 16 12l-6.5 6.5" />,
  home: (
    <>
      <path d="M4 11 12 4.25 20 11" />
      <path d="M6 9.75v10h12v-10M10 19.75v-5.5h4v5.5" />
    </>
  ),
  book: <path d="M12 6.5C10 5 7 4.5 3.5 4.75v13.5C7 18 10 18.5 12 20c2-1.5 5-2 8.5-1.75V4.75C17 4.5 14 5 12 6.5zM12 6.5V20" />,
  road: (
    <>
      <circle cx="5.5" cy="18.5" r="2.25" />
      <circle cx="18.5" cy="5.5" r="2.25" />
      <path d="M7.75 18.5h6.5a3.25 3.25 0 0 0 0-6.5h-4.5a3.25 3.25 0 0 1 0-6.5h6.5" />
    </>
  ),
  lock: (
    <>
      <rect x="5" y="10.5" width="14" height="9.75" rx="1.5" />
      <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2" />
    </>
  ),
  globe: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M3.5 12h17M12 3.5c2.5 2.4 3.75 5.2 3.75 8.5s-1.25 6.1-3.75 8.5c-2.5-2.4-3.75-5.2-3.75-8.5S9.5 5.9 12 3.5z" />
    </>
  ),
  subs: (
    <>
      <rect x="3" y="5" width="18" height="14" rx="1.5" />
      <path d="M6.5 12h4M13 12h4.5M6.5 15.5h7M16 15.5h1.5" />
    </>
  ),
  voice: (
    <>
      <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
      <path d="M15.25 9a4.25 4.25 0 0 1 0 6M17.75 6.5a7.75 7.75 0 0 1 0 11" />
    </>
  ),
  warning: (
    <>
      <path d="M12 4 21 19.5H3z" />
      <path d="M12 10v4.5M12 17h.01" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5.25l3.5 2" />
    </>
  ),
  trash: <path d="M4.5 6.75h15M9.5 6.5V4h5v2.5M6.5 7l.75 13h9.5l.75-13M10.25 10.5v6M13.75 10.5v6" />,
  plus: <path d="M12 5v14M5 12h14" />,
  seal: (
    <>
      <circle cx="12" cy="9.5" r="5.75" />
      <path d="m9.5 9.5 1.75 1.75 3.25-3.25M8.5 14.25 7.25 21 12 18.5l4.75 2.5-1.25-6.75" />
    </>
  ),
  letters: (
    <>
      <path d="M3 18.5 7.5 6h1L13 18.5M4.6 14.25h6.8" />
      <circle cx="17.25" cy="15.75" r="2.9" />
      <path d="M20.25 12.5v6.25" />
    </>
  ),
  gear: (
    <>
      <circle cx="12" cy="12" r="3" />
      <path d="M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2.1 2.1M15.9 15.9 18 18M6 18l2.1-2.1M15.9 8.1 18 6" />
    </>
  ),
  people: (
    <>
      <circle cx="9" cy="8.5" r="3.25" />
      <path d="M2.75 19.5c.6-3.7 3-5.5 6.25-5.5s5.65 1.8 6.25 5.5M15 5.5a3.25 3.25 0 0 1 0 6M17.25 14.25c2.2.6 3.6 2.4 4 5.25" />
    </>
  ),
  backspace: (
    <>
      <path d="M8.5 5.5H21v13H8.5L3 12z" />
      <path d="m12 9.5 5 5M17 9.5l-5 5" />
    </>
  ),
  send: <path d="M4 12h14M13 6.5l5.5 5.5-5.5 5.5" />,
  flag: <path d="M6 21V4M6 4.75h11l-2 3.75 2 3.75H6" />,
  edit: (
    <>
      <path d="M4.5 19.5 5.5 15 15.75 4.75l3.5 3.5L9 18.5z" />
      <path d="m13.25 7.25 3.5 3.5" />
    </>
  ),
} as const;
