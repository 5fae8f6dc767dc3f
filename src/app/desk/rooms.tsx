/** Which screen of the desk stands at which address, and the places beside it. What a role may not do is not there. */
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch } from 'wouter';
import { problem } from '../../core/problem.ts';
import { Button } from '../ui/button.tsx';
import { Audit } from './audit.tsx';
import { CompletionScreen } from './completion.tsx';
import { Courses } from './courses.tsx';
import { Export } from './export.tsx';
import { Fault } from './fault.tsx';
import { Import } from './import.tsx';
import { People } from './people.tsx';
import { PersonScreen } from './person.tsx';
import { placesOf } from './places.tsx';
import { Review } from './review.tsx';
import { SendingProvider } from './sending.tsx';
import { Side } from './side.tsx';
import { useSigned } from './signed.tsx';
import { TranslationScreen } from './translation.tsx';
import { Translations } from './translations.tsx';
import { Work } from './work.tsx';

export function Rooms() {
  const { may } = useSigned();
  const first = placesOf(may)[0];
  if (!first) return <NoDesk />;
  const rooms = (
    <div className="desk">
      <Side />
      <Switch>
        <Route path="/desk">
          <Redirect to={first.to} replace />
        </Route>
        {may.review && <Route path="/desk/review" component={Review} />}
        {may.review && <Route path="/desk/review/:registration">{({ registration }) => <CompletionScreen key={registration} registration={registration} />}</Route>}
        {may.people && <Route path="/desk/people" component={People} />}
        {may.people && <Route path="/desk/people/:person">{({ person }) => <PersonScreen key={person} id={person} />}</Route>}
        {may.courses && <Route path="/desk/courses" component={Courses} />}
        {may.translations && <Route path="/desk/translations" component={Translations} />}
        {may.translations && <Route path="/desk/translations/:id">{({ id }) => <TranslationScreen key={id} id={id} />}</Route>}
        {may.export && <Route path="/desk/export" component={Export} />}
        {may.import && <Route path="/desk/import" component={Import} />}
        {may.audit && <Route path="/desk/audit" component={Audit} />}
        <Route component={Nowhere} />
      </Switch>
    </div>
  );
  // Lines that wait are sent from wherever at the desk their reader is.
  return may.translations ? <SendingProvider>{rooms}</SendingProvider> : rooms;
}

function Nowhere() {
  const { t } = useTranslation('desk');
  return (
    <Work name={t('desk.title')} title={t('desk.title')}>
      <Fault problem={problem('not-found')}>
        <Button to="/desk">{t('desk.to-start')}</Button>
      </Fault>
    </Work>
  );
}

/** A learner's account: it is signed in and finds nothing here. */
function NoDesk() {
  const { t } = useTranslation('desk');
  return (
    <div className="desk">
      <Side />
      <Work name={t('desk.title')} title={t('desk.none')}>
        <p>{t('desk.none-lead')}</p>
      </Work>
    </div>
  );
}
