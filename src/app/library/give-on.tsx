import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CourseId } from '../../core/ids.ts';
import type { Parcel } from '../../device/export.ts';
import { GivenSays } from '../carry/given.tsx';
import { Button } from '../ui/button.tsx';
import { Cost } from '../ui/cost.tsx';
import { Notice, Saved } from '../ui/notes.tsx';
import { Haul } from '../ui/road.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { Bones, Failed } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { canChoose, useGiving, type Giving } from './use-giving.ts';

/** A course goes on to the next phone as one file. */
export function GiveOn({ course }: { readonly course: CourseId }) {
  const { t } = useTranslation('carry');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="plain" icon="send" onPress={() => setOpen(true)}>
        {t('pack.give')}
      </Button>
      <Sheet name={t('pack.give')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Giver course={course} />
      </Sheet>
    </>
  );
}

function Giver({ course }: { readonly course: CourseId }) {
  const { t } = useTranslation(['carry', 'ui']);
  const format = useFormat();
  const { parcel, giving, make, give, stop } = useGiving(course);
  const size = format.size(parcel?.size ?? 0);
  const makeButton = (
    <Button kind="main" isWide icon="download" onPress={() => void make()}>
      {t(canChoose() ? 'pack.save' : 'pack.make', { size })}
    </Button>
  );
  return (
    <div className="stack stack--wide">
      {giving.kind === 'looking' && <Bones rows={1} />}
      {giving.kind === 'refused' && <Failed problem={giving.problem} />}
      {giving.kind === 'ready' && parcel && (
        <>
          <p>{t('pack.lead')}</p>
          <Inside parcel={parcel} />
          {makeButton}
        </>
      )}
      {giving.kind === 'writing' && parcel && (
        <>
          <div className="head-row">
            <h3 className="head">{t('pack.writing')}</h3>
            <span className="strong">{t('ui:download.of', { held: format.megabytes(giving.done), of: size })}</span>
          </div>
          <Haul held={giving.done} of={parcel.size} label={t('pack.label', { percent: format.percent(giving.done / parcel.size) })} />
          <Button isWide icon="cross" onPress={stop}>
            {t('pack.stop')}
          </Button>
        </>
      )}
      {giving.kind === 'made' && <Made giving={giving} give={give} />}
      {giving.kind === 'full' && <NoRoom size={size} />}
      {giving.kind === 'failed' && (
        <Notice kind="halt" name={t('pack.failed')} status>
          <p>{t('pack.failed-lead')}</p>
          {makeButton}
        </Notice>
      )}
    </div>
  );
}

/** What the file weighs and holds, before it is made. */
function Inside({ parcel }: { readonly parcel: Parcel }) {
  const { t } = useTranslation(['carry', 'ui']);
  const format = useFormat();
  const { lessons, of, languages, size } = parcel;
  return (
    <>
      <Cost
        label={t('pack.inside')}
        items={[
          { name: t('pack.file'), figure: format.size(size) },
          { name: t('pack.lessons'), figure: t('ui:download.of', { held: format.number(lessons), of: format.number(of) }) },
        ]}
      />
      <p>{t('ui:course.languages', { languages: languages.map(format.language).join(', ') })}</p>
      {lessons < of && <p className="note">{t('pack.part')}</p>}
    </>
  );
}

function Made({ giving, give }: { readonly giving: Extract<Giving, { kind: 'made' }>; readonly give: (isShared: boolean) => Promise<void> }) {
  const { t } = useTranslation('carry');
  const format = useFormat();
  const { file, given, isLess, lessons, of } = giving;
  const isChoosing = file !== undefined && given?.kind !== 'saved';
  return (
    <>
      <Saved>{t(file || given ? 'pack.made' : 'pack.saved')}</Saved>
      {isLess && (
        <Notice kind="wait" name={t('pack.less')}>
          <p>{t('pack.less-lead', { lessons: format.number(lessons), of: format.number(of) })}</p>
        </Notice>
      )}
      <GivenSays given={given} />
      {isChoosing && (
        <>
          <Button kind="main" isWide icon="send" onPress={() => void give(true)}>
            {t('pack.share')}
          </Button>
          <Button isWide icon="download" onPress={() => void give(false)}>
            {t('pack.keep')}
          </Button>
        </>
      )}
    </>
  );
}

function NoRoom({ size }: { readonly size: string }) {
  const { t } = useTranslation(['carry', 'ui']);
  return (
    <Notice kind="wait" name={t('pack.full')} status>
      <p>{t('pack.full-lead', { size })}</p>
      <Button isWide to="/storage">
        {t('ui:space.free-some')}
      </Button>
    </Notice>
  );
}
