import { useTranslation } from 'react-i18next';
import type { Problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';
import { Fault } from './fault.tsx';
import type { Held } from './held-lines.ts';
import type { Shown } from './lines.ts';
import { useSending } from './sending.tsx';
import { isUnanswered } from './wire.ts';

type Props = { readonly held: Held; readonly shown: readonly Shown[]; readonly fault: Problem | undefined; readonly onOpen: (line: string) => void };

/** What is saved here and what has reached the server, as it is; and where somebody has to choose. */
export function LinesRoad({ held, shown, fault, onOpen }: Props) {
  const { t } = useTranslation('desk');
  const { refusal } = useSending();
  const apart = shown.filter(({ stands }) => stands === 'apart');
  return (
    <>
      {fault && <Fault problem={fault} />}
      {refusal && !isUnanswered(refusal) && <Fault problem={refusal} />}
      {apart[0] && (
        <Banner kind="halt" icon="warning" isInset>
          {t('lines.apart', { count: apart.length })}{' '}
          <Button isDense onPress={() => onOpen(apart[0]!.line.id)}>
            {t('lines.choose')}
          </Button>
        </Banner>
      )}
      <Sent held={held} count={shown.filter(({ stands }) => stands === 'waiting').length} isWhole={apart.length === 0} />
    </>
  );
}

/** `count`: accepted lines that lie only here. */
function Sent({ held, count, isWhole }: { readonly held: Held; readonly count: number; readonly isWhole: boolean }) {
  const { t } = useTranslation('desk');
  const { world, isOnline } = useSession();
  const { isBusy, refusal } = useSending();
  const isAlone = !isOnline || (refusal !== undefined && isUnanswered(refusal));
  const format = useFormat();
  const when = format.moment(held.at, world.now());
  if (count > 0) {
    return (
      <Banner kind="wait" icon={isBusy ? 'clock' : 'nolink'} isInset>
        {t('lines.waiting', { count })} {isBusy ? t('lines.sending') : isAlone ? t('lines.unreached') : ''}
      </Banner>
    );
  }
  if (isAlone && !isBusy) {
    return (
      <Banner icon="nolink" isInset>
        {t('lines.as-of', { when })}
      </Banner>
    );
  }
  return isWhole ? <p className="note">{t('lines.all-sent', { when })}</p> : null;
}
