import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { isProblem, problem, problemCodes, type Problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notes.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Blank, Bones, Failed } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { useArrivals, useLettingGo, useOpening, type Arrival } from './arrivals.ts';
import { askForLaunches } from './launched.ts';

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
  const [failure, setFailure] = useState<Problem>();
  const isGoing = useRef(false);
  const atTheDoor = useRefusedAtTheDoor();
  useEffect(() => askForLaunches(setFailure), []);

  const { packs = [], work = [] } = arrivals ?? {};
  const refused = failure ?? atTheDoor;
  // What is left over once a person has chosen does not lead away from what was chosen.
  const openThese = (these: readonly Arrival[], replace: boolean) => {
    isGoing.current = true;
    void opening(these)
      .catch((error: unknown) => problem('unexpected', String(error)))
      .then((screen) => (isProblem(screen) ? setFailure(screen) : go(screen, { replace })));
  };
  const only = onlyThing(packs, work, open !== undefined);
  useEffect(() => {
    if (only && !refused && !isGoing.current) openThese(only, true);
  });

  const isWaiting = packs.length > 0 || work.length > 0;
  return (
    <Page name={t('open.title')} bar={<Bar back={{ to: '/', name: t('ui:tabs.home') }} />}>
      <Title>{t('open.title')}</Title>
      {refused && <Failed problem={refused} />}
      {(!arrivals || (only && !refused)) && <Bones rows={1} />}
      {arrivals && !isWaiting && !refused && (
        <Blank name={t('open.none')}>
          <p>{t('open.none-lead')}</p>
        </Blank>
      )}
      {packs.length > 0 && !open && (
        <Notice name={t('open.locked')}>
          <p>{t('open.locked-lead')}</p>
          <Button kind="main" isWide icon="lock" to="/who?next=%2Fopen">
            {t('open.unlock')}
          </Button>
        </Notice>
      )}
      {open && (!only || refused) && packs.map((each) => (
        <Button key={each.shared ?? each.file.name} isWide icon="book" onPress={() => openThese([each], false)}>
          {t('open.course', { name: each.file.name.replace(/^\d+-/, ''), size: format.size(each.file.size) })}
        </Button>
      ))}
      {work.length > 0 && (!only || refused) && (
        <Button kind={packs.length === 0 ? 'main' : 'outline'} isWide icon="trainer" onPress={() => openThese(work, false)}>
          {t('open.work', { count: work.length })}
        </Button>
      )}
      {isWaiting && (!only || refused) && (
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

/** What goes on without a question, if it is all that came. */
function onlyThing(packs: readonly Arrival[], work: readonly Arrival[], isOpen: boolean): readonly Arrival[] | undefined {
  if (packs.length === 1 && work.length === 0) return isOpen ? packs : undefined;
  return packs.length === 0 && work.length > 0 && work.every(({ shared }) => shared === undefined) ? work : undefined;
}

/** What the service worker did not keep stands in the address. */
function useRefusedAtTheDoor(): Problem | undefined {
  const said = new URLSearchParams(useSearch()).get('refused');
  const code = problemCodes.find((each) => each === said);
  return code && problem(code);
}
