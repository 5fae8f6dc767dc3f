import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';

type Props = {
  /** What the browser's tab says, before "Karvan". */
  readonly name: string;
  readonly bar?: ReactNode;
  readonly banner?: ReactNode;
  /** `Dock`, `Tabs` or both: they stick to the thumb's edge and come last in the order. */
  readonly dock?: ReactNode;
  readonly tabs?: ReactNode;
  /** Less air between the parts. */
  readonly isClose?: boolean;
  readonly kind?: 'welcome';
  /** What lies between the banner and the page: a picture, a film. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
};

/** The frame of every screen of a learner: bar, banner, page, dock, tabs. On arrival the focus goes to its heading. */
export function Page({ name, bar, banner, dock, tabs, isClose, kind, above, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = name === 'Karvan' ? name : `${name} · Karvan`;
  }, [name]);
  // Before anybody sees it: who is quick with the keyboard is not taken away again.
  useLayoutEffect(() => {
    const heading = frame.current?.querySelector('h1');
    if (arrivals++ === 0 || !heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <div className={kind ? `phone phone--${kind}` : 'phone'} ref={frame}>
      {bar}
      {banner}
      {above}
      <main className={isClose ? 'page page--close' : 'page'}>{children}</main>
      {dock && tabs ? (
        <div className="foot">
          {dock}
          {tabs}
        </div>
      ) : (
        (dock ?? tabs)
      )}
    </div>
  );
}

/** The first screen keeps the browser's own focus; only going from one to the next moves it. */
let arrivals = 0;

/** The one main action at the thumb, with a sentence beneath. `isPair`: back and on, side by side. */
export function Dock({ children, note, isPair }: { readonly children: ReactNode; readonly note?: ReactNode; readonly isPair?: boolean }) {
  return (
    <footer className={isPair ? 'dock dock--pair' : 'dock'}>
      {children}
      {note && <p className="dock__note">{note}</p>}
    </footer>
  );
}

/** The one title of a screen. */
export function Title({ children, isUnseen, lang }: { readonly children: ReactNode; readonly isUnseen?: boolean; readonly lang?: string | undefined }) {
  return (
    <h1 className={isUnseen ? 'unseen' : 'title'} lang={lang}>
      {children}
    </h1>
  );
}
