import { useEffect, useEffectEvent, useRef, useState, type ChangeEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import type { Taken } from '../../device/carry.ts';
import { kindOfFile } from '../../device/shared.ts';
import { openFile, takeWork, useWorkCount } from '../library/open-file.ts';
import { hintBackgroundSync } from '../road/traffic.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notes.tsx';
import { Failed } from '../ui/states.tsx';

type Props = {
  /** What the carrier calls work that comes in now; empty where nobody asked. */
  readonly label: string;
  readonly children: ReactNode;
  readonly isMain?: boolean;
  readonly onTaken?: (taken: Taken) => void;
};

/** Takes in files with work or replies, many at once, and says what became of each. A course among them goes to its own screen. */
export function Take({ label, children, isMain, onTaken }: Props) {
  const { t } = useTranslation('carry');
  const input = useRef<HTMLInputElement>(null);
  const takeIn = useTaking(label);
  const [became, setBecame] = useState<Taken | Problem>();
  const [isBusy, setBusy] = useState(false);
  const [hasCourse, setHasCourse] = useState(false);
  const [, go] = useLocation();

  const take = async (files: readonly Blob[]) => {
    if (files.length === 0) return;
    setBusy(true);
    setBecame(undefined);
    const taken = await takeIn(files).catch((error: unknown): Problem => (isProblem(error) ? error : problem('unexpected', String(error))));
    setBusy(false);
    setBecame(taken);
    if (!isProblem(taken)) onTaken?.(taken);
  };
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    // The same file may be chosen again.
    target.value = '';
    const kinds = await Promise.all(files.map((file) => kindOfFile(file).catch(() => undefined)));
    const course = files.find((_, n) => kinds[n] === 'pack');
    const others = files.filter((_, n) => kinds[n] !== 'pack');
    if (course) await openFile(course);
    if (course && others.length === 0) return go('/file');
    setHasCourse(course !== undefined);
    await take(others);
  };
  // What was opened or shared from outside waits for this screen.
  const waiting = useWorkCount();
  const takeLater = useEffectEvent(take);
  useEffect(() => {
    if (waiting > 0) void Promise.resolve(takeWork()).then(takeLater);
  }, [waiting]);
  return (
    <div className="stack">
      <input ref={input} hidden type="file" multiple onChange={(event) => void choose(event)} />
      <Button kind={isMain ? 'main' : 'outline'} isWide icon="download" isOff={isBusy} onPress={() => input.current?.click()}>
        {children}
      </Button>
      <div className="stack" role="status">
        {isBusy && <p className="note">{t('take.busy')}</p>}
        {became && !isProblem(became) && <Became taken={became} />}
      </div>
      {hasCourse && (
        <Button isWide to="/file">
          {t('take.course')}
        </Button>
      )}
      {became && isProblem(became) && <Failed problem={became} />}
      {became && !isProblem(became) && became.refused.length > 0 && <Refused refused={became.refused} />}
    </div>
  );
}

/** Takes in, reads replies to the person who is open, and lets go on what was taken. */
function useTaking(label: string): (files: readonly Blob[]) => Promise<Taken> {
  const { db, world, open, needTrust, sendNow, isOnline } = useSession();
  return async (files) => {
    const { takeCarried } = await import('../../device/carry.ts');
    const taken = await takeCarried(db, files, world, label);
    if (open && taken.kept > 0) {
      const trust = await needTrust();
      const { settleReplies } = await import('../../device/settle.ts');
      if (!isProblem(trust)) await settleReplies(open, trust);
    }
    hintBackgroundSync();
    if (isOnline) void sendNow().catch(() => undefined);
    return taken;
  };
}

function Became({ taken }: { readonly taken: Taken }) {
  const { t } = useTranslation('carry');
  const { fresh, known, kept, foreign, damaged, refused } = taken;
  const says = [
    fresh > 0 && t('take.fresh', { count: fresh }),
    known > 0 && t('take.known', { count: known }),
    kept > 0 && t('take.kept', { count: kept }),
    foreign > 0 && t('take.foreign', { count: foreign }),
    damaged > 0 && t('take.damaged', { count: damaged }),
  ].filter((each) => each !== false);
  if (says.length === 0 && refused.length === 0) return <p>{t('take.nothing')}</p>;
  return says.map((each) => <p key={each}>{each}</p>);
}

function Refused({ refused }: { readonly refused: Taken['refused'] }) {
  const { t } = useTranslation(['carry', 'problem']);
  const codes = [...new Set(refused.map((each) => each.problem.code))];
  return (
    <Notice kind="halt" name={t('take.refused', { count: refused.length })}>
      {codes.map((code) => (
        <div className="stack stack--tight" key={code}>
          <p className="strong">{t(`problem:${code}`)}</p>
          <p className="note">{refused.filter((each) => each.problem.code === code).map((each) => each.name).join(', ')}</p>
          <p>{t(`problem:${code}.do`)}</p>
        </div>
      ))}
    </Notice>
  );
}
