import { useTranslation } from 'react-i18next';
import type { CourseId } from '../../core/ids.ts';
import { coursesHere, type CourseHere } from '../library/courses.ts';
import { useNames } from '../library/names.ts';
import { useSendNow } from '../road/outcome.tsx';
import { useOpen, useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Chip } from '../ui/notes.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Blank, Bones } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Corrected } from './corrected.tsx';
import { ResultChain } from './result-chain.tsx';
import { roundsOf, type Round } from './rounds.ts';

/** The result of a course: its mark, where it is, what the reviewer said word for word, and what happens next. Earlier rounds stay below. */
export function Result({ course }: { readonly course: CourseId }) {
  const { t } = useTranslation(['play', 'ui']);
  const { db } = useSession();
  const open = useOpen();
  const name = useNames().course(course);
  const found = useHeld(async () => ({ rounds: await roundsOf(open, course), here: (await coursesHere(db, open)).find((each) => each.course === course) }), [db, open, course]);
  const newest = found?.rounds[0];
  return (
    <Page
      name={t('result.title')}
      isClose
      bar={<Bar back={{ to: '/road', name: t('ui:tabs.road') }} />}
      dock={found && <Next course={course} round={newest} here={found.here} />}
    >
      {!found && <Bones />}
      {found && !newest && (
        <Blank name={t('result.blank')} isTitle>
          <p className="over" lang={name.lang}>
            {name.text}
          </p>
          <p>{t('result.blank-lead')}</p>
        </Blank>
      )}
      {found && newest && (
        <>
          <div className="stack">
            <p className="over" lang={name.lang}>
              {name.text}
            </p>
            <Title>{t(`result.title-${newest.kind}`)}</Title>
            <Mark round={newest} />
            <p>{t(nextWords(newest, found.here))}</p>
          </div>
          {newest.corrected && <Corrected by={newest.corrected} />}
          <ResultChain round={newest} />
          <Earlier rounds={found.rounds.slice(1)} />
        </>
      )}
    </Page>
  );
}

function Mark({ round: { mark } }: { readonly round: Round }) {
  const { t } = useTranslation('play');
  const format = useFormat();
  if (!mark) return null;
  return <p className="strong">{t(mark.isPassed ? 'result.passed' : 'result.failed', { percent: format.percent(mark.scaled) })}</p>;
}

/** What happens next, and who does it. */
function nextWords(round: Round, here: CourseHere | undefined) {
  if (round.kind === 'returned' || round.kind === 'refused') return 'result.next-back';
  if (round.kind === 'approved') return 'result.next-approved';
  if (here && !here.isDone) return 'result.next-lessons';
  return round.kind === 'received' ? 'result.next-received' : 'result.next-phone';
}

/** The one thing to do: correct, go on with the course, or send. With nothing to do, the way home. */
function Next({ course, round, here }: { readonly course: CourseId; readonly round: Round | undefined; readonly here: CourseHere | undefined }) {
  const { t } = useTranslation(['play', 'ui', 'road']);
  const { isOnline } = useSession();
  const sending = useSendNow();
  const isBack = round?.kind === 'returned' || round?.kind === 'refused';
  const to = here?.next?.isReady ? `/learn/${course}/${here.next.n}` : `/course/${course}`;
  if (isBack || (here && !here.isDone && round?.kind !== 'approved')) {
    return (
      <Dock>
        <Button kind="main" isWide icon={isBack ? 'edit' : 'play'} to={to}>
          {isBack ? t('result.again') : here?.next?.isReady ? t('ui:course.go-on-lesson', { n: here.next.n }) : t('to-course')}
        </Button>
      </Dock>
    );
  }
  if (round?.kind !== 'phone' && round?.kind !== 'carried' && round?.kind !== 'sent') {
    return (
      <Dock>
        <Button isWide to={round ? '/' : `/course/${course}`}>
          {round ? t('ui:common.to-home') : t('to-course')}
        </Button>
      </Dock>
    );
  }
  return (
    <Dock note={<span role="status">{sending.says ?? (isOnline ? '' : t('road:road.goes-alone'))}</span>}>
      <Button kind="main" isWide icon="send" isOff={sending.isBusy} onPress={sending.send}>
        {t('road:road.send')}
      </Button>
    </Dock>
  );
}

function Earlier({ rounds }: { readonly rounds: readonly Round[] }) {
  const { t } = useTranslation(['play', 'ui']);
  const { world } = useSession();
  const format = useFormat();
  if (rounds.length === 0) return null;
  return (
    <section className="stack stack--wide">
      <h2 className="head">{t('result.earlier')}</h2>
      <ol className="marks">
        {rounds.map((round) => (
          <li key={round.cycle} className="marks__item">
            <h3 className="marks__prompt">{t('result.round', { n: round.cycle })}</h3>
            <Mark round={round} />
            <div>
              <Chip kind={tones[round.kind]} icon={round.kind === 'refused' ? 'cross' : round.kind === 'returned' ? 'return' : 'check'}>
                {round.kind === 'carried' ? t('result.carried') : t(`ui:stage.${round.kind}`)}
              </Chip>
            </div>
            {round.decision && <p className="note">{`${format.moment(round.decision.at, world.now())}, ${round.decision.by}`}</p>}
            {round.decision?.reason && <blockquote className={round.kind === 'refused' ? 'reason reason--halt' : 'reason'}>{round.decision.reason}</blockquote>}
          </li>
        ))}
      </ol>
    </section>
  );
}

const tones = { phone: undefined, carried: undefined, sent: undefined, received: undefined, approved: 'kept', returned: 'wait', refused: 'halt' } as const;
