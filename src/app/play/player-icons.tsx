/** Signs of the player alone, on 24 × 24; the rest of the set stands in ui/icon.tsx, which every screen loads. */
export function PlayerIcon({ name }: { readonly name: keyof typeof drawings }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}

const drawings = {
  back: <path d="m12 5.5-6.5 6.5 6.5 6.5M19 5.5 12.5 12l6.5 6.5" />,
  forward: <path d="m12 5.5 6.5 6.5-6.5 6.5M5 5.5l6.5 6.5L5 18.5" />,
  full: <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />,
  small: <path d="M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5" />,
  sound: (
    <>
      <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
      <path d="M15.25 9a4.25 4.25 0 0 1 0 6M17.75 6.5a7.75 7.75 0 0 1 0 11" />
    </>
  ),
  muted: (
    <>
      <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
      <path d="m15.5 9.5 5 5M20.5 9.5l-5 5" />
    </>
  ),
} as const;
