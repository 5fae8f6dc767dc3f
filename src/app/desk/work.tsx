import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';
import { Banner, Saved } from '../ui/notes.tsx';
import { useSigned } from './signed.tsx';

type Props = {
  /** What the browser's tab says, before "Karvan". */
  readonly name: string;
  /** Where this stands: the unit, the place in a list. */
  readonly over?: ReactNode;
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  /** It goes on without a network, and says so itself. */
  readonly isHere?: boolean;
  readonly children: ReactNode;
};

/** One screen of the desk. On arrival the focus goes to its heading; an arrow down from there enters the first table. */
export function Work({ name, over, title, actions, isHere, children }: Props) {
  const { t } = useTranslation('desk');
  const { isOnline } = useSession();
  const { says } = useSigned();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${name} · Karvan`;
  }, [name]);
  useEffect(() => {
    if (arrivals++ === 0) return;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <main className="work" onKeyDown={enterTable}>
      {!isOnline && !isHere && (
        <Banner icon="nolink" isInset>
          {t('common.offline')}
        </Banner>
      )}
      <header className="work__head">
        <div>
          {over && <p className="over">{over}</p>}
          <h1 className="title" tabIndex={-1} ref={heading}>
            {title}
          </h1>
        </div>
        {actions && <div className="button-row">{actions}</div>}
      </header>
      <Saved>{says}</Saved>
      {children}
    </main>
  );
}

/** The first screen keeps the browser's own focus; only going from one to the next moves it. */
let arrivals = 0;

function enterTable(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' || !(event.target instanceof HTMLHeadingElement)) return;
  const first = event.currentTarget.querySelector<HTMLElement>('tbody th a');
  if (!first) return;
  event.preventDefault();
  first.focus();
}
