/** Karvan's mark: a K drawn as a route, three stations and the ring still ahead. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 48 48" aria-hidden="true">
      <rect width="48" height="48" rx="9" fill="#0c4b4f" />
      <path d="M17.5 11.5v25M17.5 24 31 11.5M17.5 24 31 36.5" fill="none" stroke="#f8f6ef" strokeWidth="3" strokeLinecap="round" />
      <circle cx="17.5" cy="11.5" r="3.5" fill="#f8f6ef" />
      <circle cx="17.5" cy="36.5" r="3.5" fill="#f8f6ef" />
      <circle cx="31" cy="11.5" r="3.5" fill="#f8f6ef" />
      <circle cx="31" cy="36.5" r="3.75" fill="#0c4b4f" stroke="#f2b84b" strokeWidth="3" />
    </svg>
  );
}
