import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon.tsx';
import { Mark } from './mark.tsx';

type Props = {
  /** The way back, with the name of the place it leads to. Without it and without `title` the bar shows Karvan's mark. */
  readonly back?: { readonly to: string; readonly name: string } | { readonly onPress: () => void; readonly name: string };
  readonly title?: ReactNode;
  readonly end?: ReactNode;
};

/** Where am I, and the way back. */
export function Bar({ back, title, end }: Props) {
  return (
    <header className="bar">
      {back && <Back {...back} />}
      {title && <h1 className="title">{title}</h1>}
      {!back && !title && (
        <span className="bar__name">
          <Mark />
          Karvan
        </span>
      )}
      {end && <span className="bar__end">{end}</span>}
    </header>
  );
}

function Back(back: NonNullable<Props['back']>) {
  const inside = (
    <>
      <Icon name="back" />
      {back.name}
    </>
  );
  return 'to' in back ? (
    <Link className="bar__back" href={back.to}>
      {inside}
    </Link>
  ) : (
    <button type="button" className="bar__back bar__back--button" onClick={back.onPress}>
      {inside}
    </button>
  );
}

export type Place = 'home' | 'catalogue' | 'road' | 'profile';

/** The four places. */
export function Tabs({ here }: { readonly here: Place }) {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t('tabs.label')}>
      {places.map(({ place, to, icon }) => (
        <Link key={place} className="tab" href={to} aria-current={place === here ? 'page' : undefined}>
          <Icon name={icon} />
          {t(`tabs.${place}`)}
        </Link>
      ))}
    </nav>
  );
}

const places: readonly { place: Place; to: string; icon: IconName }[] = [
  { place: 'home', to: '/', icon: 'home' },
  { place: 'catalogue', to: '/catalogue', icon: 'book' },
  { place: 'road', to: '/road', icon: 'road' },
  { place: 'profile', to: '/profile', icon: 'person' },
];
