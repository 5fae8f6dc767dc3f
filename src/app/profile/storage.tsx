import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import { journalState } from '../../device/journal.ts';
import { spaceNow, askPersist, isPersisted } from '../../device/space.ts';
import { CourseFacts } from '../library/course-facts.tsx';
import { coursesHere, type CourseHere } from '../library/courses.ts';
import { RemoveSheet } from '../library/remove-sheet.tsx';
import { Stamp } from '../library/stamp.tsx';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Room } from '../ui/cost.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Blank, Bones } from '../ui/states.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';

/** Room on this phone: only what the browser truly tells, and what can be given back. */
export function Storage() {
  const { t } = useTranslation(['person', 'ui']);
  const { db, open } = useSession();
  const lang = useLanguage();
  const format = useFormat();
  const [removing, setRemoving] = useState<CourseHere>();
  const found = useHeld(async () => ({ courses: await coursesHere(db, open), space: await spaceNow(), isKept: await isPersisted(), copy: await journalState(db) }), [db, open]);
  const done = heldBy(found?.courses.filter((each) => each.isDone) ?? []);
  const ours = heldBy(found?.courses.filter((each) => !each.isDone) ?? []);
  const isTold = found !== undefined && found.space.quota > 0;
  const free = isTold ? found.space.free : 0;
  const other = Math.max(0, (found?.space.used ?? 0) - ours - done);
  const whole = Math.max(1, ours + done + other + free);
  return (
    <Page name={t('storage.title')} bar={<Bar back={{ to: open ? '/profile' : '/catalogue', name: open ? t('ui:tabs.profile') : t('ui:tabs.catalogue') }} />}>
      <div className="stack stack--wide">
        <Title>{t('storage.title')}</Title>
        {!found && <Bones />}
        {found && (
          <Room
            label={t('storage.label', { used: format.size(ours + done), free: format.size(free) })}
            parts={[
              { kind: 'ours', share: ours / whole, name: t('storage.ours'), figure: format.size(ours) },
              { kind: 'done', share: done / whole, name: t('storage.done'), figure: format.size(done) },
              { kind: 'other', share: other / whole, name: t('storage.other'), figure: format.size(other) },
              { kind: 'free', share: free / whole, name: t('storage.free'), figure: format.size(free) },
            ]}
          />
        )}
        {found && !isTold && <p className="note">{t('storage.unknown')}</p>}
      </div>
      {found && (
        <Banner icon={found.isKept ? 'check' : 'warning'} kind={found.isKept ? 'kept' : 'wait'} isInset>
          {found.isKept ? (
            t('storage.kept')
          ) : (
            <span className="stack">
              {t('storage.not-kept')}
              <Button isDense onPress={() => void askPersist()}>
                {t('storage.ask')}
              </Button>
            </span>
          )}
        </Banner>
      )}
      {found && (
        <Banner icon={found.copy.kind === 'kept' ? 'check' : 'warning'} kind={found.copy.kind === 'kept' ? 'kept' : 'wait'} isInset>
          {t(found.copy.kind === 'failed' && found.copy.because.code === 'storage-full' ? 'copy.full' : `copy.${found.copy.kind}`)}
        </Banner>
      )}
      {found && found.courses.length === 0 && (
        <Blank name={t('ui:home.blank')}>
          <Button to="/catalogue">{t('ui:home.open-catalogue')}</Button>
        </Blank>
      )}
      {found && found.courses.length > 0 && (
        <section className="stack" aria-labelledby="courses">
          <h2 className="head" id="courses">
            {t('storage.courses')}
          </h2>
          <ul className="rows">
            {found.courses.toSorted((a, b) => Number(b.isDone) - Number(a.isDone) || b.install.held - a.install.held).map((here) => {
              const title = say(here.manifest.title, [lang], here.manifest.source);
              return (
                <li className="row row--act" key={here.course}>
                  <Stamp edition={here.edition} path={here.manifest.picture} />
                  <span className="stack stack--tight">
                    <span className="row__name" lang={title.lang}>
                      {title.text}
                    </span>
                    <span className="note">{open ? <CourseFacts here={here} /> : t('ui:course.here')}</span>
                  </span>
                  <span className="row__end row__end--act">
                    <b>{format.size(here.install.held)}</b>
                    <button type="button" className="link row__act row__act--button" onClick={() => setRemoving(here)}>
                      {t('storage.remove')}
                      <span className="unseen">: {title.text}</span>
                    </button>
                  </span>
                </li>
              );
            })}
          </ul>
          <p className="note">{t('storage.results-stay')}</p>
        </section>
      )}
      {removing && <RemoveSheet here={removing} isOpen onClose={() => setRemoving(undefined)} />}
    </Page>
  );
}

function heldBy(courses: readonly CourseHere[]): number {
  return courses.reduce((total, each) => total + each.install.held, 0);
}
