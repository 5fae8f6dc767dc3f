import { useTranslation } from 'react-i18next';
import type { LastTry } from '../../device/last-try.ts';
import type { Journey } from '../../device/learning.ts';
import { useNames } from '../library/names.ts';
import { useSession } from '../session.tsx';
import { Chip } from '../ui/notes.tsx';
import { Row, Rows } from '../ui/row.tsx';
import { useFormat } from '../ui/words.ts';
import { nextOf } from './queue.ts';

/** Results by name, each with where it is now and what happens to it next. */
export function Journeys({ name, journeys, last }: { readonly name: string; readonly journeys: readonly Journey[]; readonly last: LastTry | undefined }) {
  if (journeys.length === 0) return null;
  return (
    <section className="stack">
      <h2 className="head">{name}</h2>
      <Rows>
        {journeys.map((journey) => (
          <JourneyRow key={journey.statementId} journey={journey} last={last} />
        ))}
      </Rows>
    </section>
  );
}

function JourneyRow({ journey, last }: { readonly journey: Journey; readonly last: LastTry | undefined }) {
  const { world } = useSession();
  const format = useFormat();
  const names = useNames();
  const course = names.course(journey.course);
  const lesson = names.lesson(journey.course, journey.au);
  const score = journey.scaled === undefined ? '' : `: ${format.percent(journey.scaled)}`;
  return (
    <Row
      to={`/result/${journey.course}`}
      lang={course.lang}
      name={`${course.text}${lesson ? `, ${lesson.text}` : ''}${score}`}
      facts={format.moment(journey.made, world.now())}
      under={
        <>
          <StageChip stage={journey.stage} />
          <span className="note">
            <Onward journey={journey} last={last} />
          </span>
        </>
      }
    />
  );
}

/** What became of it and what happens next, as far as this phone knows. */
function Onward({ journey: { stage, ...journey }, last }: { readonly journey: Journey; readonly last: LastTry | undefined }) {
  const { t } = useTranslation(['road', 'problem']);
  const { isOnline, world } = useSession();
  const format = useFormat();
  const moment = (at: number | string) => format.moment(at, world.now());
  if (stage.kind === 'sent') return t('road.sent-note');
  if (stage.kind === 'carried') return t('road.carried-note');
  if (stage.kind === 'received') return t('road.received-at', { when: moment(stage.at) });
  if (stage.kind !== 'phone') return `${t('road.decided', { by: stage.by, when: moment(stage.at) })}${stage.kind === 'returned' ? `. ${t('road.returned-do')}` : ''}`;
  const { tried, next } = nextOf({ ...journey, stage }, last, { isOnline, now: world.now() });
  const ahead = next === 'network' ? t('road.goes-alone') : next === undefined ? t('road.next-soon') : t('road.next-at', { when: moment(next) });
  return tried ? `${t('road.tried', { when: moment(tried.at) })} ${t(`problem:${tried.problem}`)}. ${ahead}` : ahead;
}

function StageChip({ stage }: { readonly stage: Journey['stage'] }) {
  const { t } = useTranslation(['ui', 'road']);
  const { world } = useSession();
  const format = useFormat();
  switch (stage.kind) {
    case 'phone':
      return <Chip icon="phone">{t('stage.phone')}</Chip>;
    case 'carried':
      return <Chip icon="trainer">{t('road:road.carried', { by: stage.by, when: format.date(stage.at, world.now()) })}</Chip>;
    case 'sent':
      return <Chip icon="send">{t('stage.sent')}</Chip>;
    case 'received':
      return <Chip icon="ministry">{t('stage.received-code', { code: stage.code })}</Chip>;
    case 'approved':
      return <Chip icon="check" kind="kept">{t('stage.approved')}</Chip>;
    case 'returned':
      return <Chip icon="return" kind="wait">{t('stage.returned')}</Chip>;
    case 'refused':
      return <Chip icon="cross" kind="halt">{t('stage.refused')}</Chip>;
  }
}
