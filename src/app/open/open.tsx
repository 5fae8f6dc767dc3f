import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { isProblem, problem, problemCodes } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notes.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Row, Rows } from '../ui/row.tsx';
import { Blank, Bones, Failed } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { useArrivals, useLettingGo, useOpening, type Arrival } from './arrivals.ts';
import { askForLaunches, forgetLaunched, useLaunched, type Refused } from './launched.ts';

/**
 * Files that were shared with Karvan or opened with it. One course goes at once to the screen that offers it, and so does work that a
 * person opened here. What came by the share door waits for a tap: any page of the web can send a form there. Work needs no profile.
 */
export function Open() {
  const { t } = useTranslation(['carry', 'ui', 'problem']);
  const { open } = useSession();
  const format = useFormat();
  const [, go] = useLocation();
  const arrivals = useArrivals();
  const opening = useOpening();
  const lettingGo = useLettingGo();
  const [failure, setFailure] = useState<Refused>();
  const isGoing = useRef(false);
  const atTheDoor = useRefusedAtTheDoor();
  useEffect(() => {
    askForLaunches();
    return () => forgetLaunched([]);
  }, []);

  const { packs = [], work = [] } = arrivals ?? {};
  const refused = [...useLaunched().refused, ...[failure ?? atTheDoor].filter((each) => each !== undefined)];
  // What is left over once a person has chosen does not lead away from what was chosen.
  const openThese = (these: readonly Arrival[], replace: boolean) => {
    isGoing.current = true;
    void opening(these)
      .catch((error: unknown) => problem('unexpected', String(error)))
      .then((screen) => (isProblem(screen) ? setFailure({ name: these.map(nameOf).join(', '), because: screen }) : go(screen, { replace })));
  };
  const only = refused.length === 0 ? onlyThing(packs, work, open !== undefined) : undefined;
  useEffect(() => {
    if (only && !isGoing.current) openThese(only, true);
  });

  const isWaiting = packs.length > 0 || work.length > 0;
  const rows = packs.map((each) => (
    <Row
      key={each.shared ?? each.file.name}
      start={<Icon name="book" />}
      name={nameOf(each)}
      facts={t('open.course', { size: format.size(each.file.size) })}
      {...(open ? { onPress: () => openThese([each], false) } : {})}
    />
  ));
  return (
    <Page name={t('open.title')} bar={<Bar back={{ to: '/', name: t('ui:tabs.home') }} />}>
      <Title>{t('open.title')}</Title>
      <RefusedFiles refused={refused} />
      {(!arrivals || only) && <Bones rows={1} />}
      {arrivals && !isWaiting && refused.length === 0 && (
        <Blank name={t('open.none')}>
          <p>{t('open.none-lead')}</p>
        </Blank>
      )}
      {packs.length > 0 && !open && (
        <Notice name={t('open.locked', { count: packs.length })}>
          <Rows>{rows}</Rows>
          <p>{t('open.locked-lead')}</p>
          <Button kind="main" isWide icon="lock" to="/who?next=%2Fopen">
            {t('open.unlock')}
          </Button>
        </Notice>
      )}
      {!only && (work.length > 0 || (open && packs.length > 0)) && (
        <Rows>
          {open && rows}
          {work.length > 0 && <Row key="work" start={<Icon name="trainer" />} name={t('open.work', { count: work.length })} onPress={() => openThese(work, false)} />}
        </Rows>
      )}
      {isWaiting && !only && (
        <div className="stack stack--tight">
          <Button kind="plain" icon="trash" onPress={() => void lettingGo([...packs, ...work])}>
            {t('open.drop')}
          </Button>
          <p className="note">{t('open.drop-note')}</p>
        </div>
      )}
    </Page>
  );
}

/** Each reason once, with the files that it is about. */
function RefusedFiles({ refused }: { readonly refused: readonly Refused[] }) {
  return [...new Set(refused.map(({ because }) => because.code))].map((code) => (
    <Failed key={code} problem={problem(code)}>
      {refused.map(({ name, because }, n) => name && because.code === code && <p key={n} className="strong">{name}</p>)}
    </Failed>
  ));
}

/** As it was called before the service worker numbered it. */
function nameOf({ file }: Arrival): string {
  return file.name.replace(/^\d+-/, '');
}

/** What goes on without a question, if it is all that came. */
function onlyThing(packs: readonly Arrival[], work: readonly Arrival[], isOpen: boolean): readonly Arrival[] | undefined {
  if (packs.length === 1 && work.length === 0) return isOpen ? packs : undefined;
  return packs.length === 0 && work.length > 0 && work.every(({ shared }) => shared === undefined) ? work : undefined;
}

/** What the service worker did not keep stands in the address. */
function useRefusedAtTheDoor(): Refused | undefined {
  const said = new URLSearchParams(useSearch()).get('refused');
  const code = problemCodes.find((each) => each === said);
  return code && { because: problem(code) };
}
