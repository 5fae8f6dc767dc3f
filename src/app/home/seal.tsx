import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

/** The open profile's initials; leads to the profile. */
export function Seal({ name }: { readonly name: string | undefined }) {
  const { t } = useTranslation();
  if (!name) return null;
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? '').join('');
  return (
    <Link className="seal seal--target" href="/profile">
      <span className="seal" aria-hidden="true">
        {initials}
      </span>
      <span className="unseen">{t('home.seal', { name })}</span>
    </Link>
  );
}
