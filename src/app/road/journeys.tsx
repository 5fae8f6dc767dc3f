import { useTranslation } from 'react-i18next';
import type { Journey } from '../../device/learning.ts';
import { useNames } from '../library/names.ts';
import { useSession } from '../session.tsx';
import { Chip } from '../ui/notes.tsx';
import { Row, Rows } from '../ui/row.tsx';
import { useFormat } from '../ui/words.ts';

/** Results by name, each with where it is now. */
export function Journeys({ name, journeys }: { readonly name: string; readonly journeys: readonly Journey[] }) {
  if (journeys.length === 0) return null;
  return (
    <section className="stack">
      <h2 className="head">{name}</h2>
      <Rows>
        {journeys.map((journey) => (
          <JourneyRow key={journey.statementId} journey={journey} />
        ))}
      </Rows>
    </section>
  );
}

function JourneyRow({ journey }: { readonly journey: Journey }) {
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
      under={<StageChip stage={journey.stage} />}
    />
  );
}

function StageChip({ stage }: { readonly stage: Journey['stage'] }) {
  const { t } = useTranslation();
  switch (stage.kind) {
    case 'phone':
      return <Chip icon="phone">{t('stage.phone')}</Chip>;
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
