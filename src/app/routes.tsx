/** Which screen stands at which address. Heavy parts come when they are needed; screens of a person need an open profile. */
import { lazy, Suspense, type ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { CourseId } from '../core/ids.ts';
import { Catalogue } from './library/catalogue.tsx';
import { Bones } from './ui/states.tsx';
import { useHeld } from './ui/held.ts';
import { Elsewhere } from './home/elsewhere.tsx';
import { NotFound } from './home/not-found.tsx';
import { Page } from './ui/page.tsx';
import { useSession } from './session.tsx';

const Home = lazy(() => import('./home/home.tsx').then(({ Home: screen }) => ({ default: screen })));
const Road = lazy(() => import('./road/road.tsx').then(({ Road: screen }) => ({ default: screen })));
const Course = lazy(() => import('./library/course.tsx').then(({ Course: screen }) => ({ default: screen })));
const FilePage = lazy(() => import('./library/file.tsx').then(({ FilePage: screen }) => ({ default: screen })));
const Welcome = lazy(() => import('./welcome/welcome.tsx').then(({ Welcome: screen }) => ({ default: screen })));
const Who = lazy(() => import('./profile/who.tsx').then(({ Who: screen }) => ({ default: screen })));
const Profile = lazy(() => import('./profile/profile.tsx').then(({ Profile: screen }) => ({ default: screen })));
const Storage = lazy(() => import('./profile/storage.tsx').then(({ Storage: screen }) => ({ default: screen })));
const Learn = lazy(() => import('./play/learn.tsx').then(({ Learn: screen }) => ({ default: screen })));
const Result = lazy(() => import('./play/result.tsx').then(({ Result: screen }) => ({ default: screen })));
const Carry = lazy(() => import('./carry/carry.tsx').then(({ Carry: screen }) => ({ default: screen })));
const HandOver = lazy(() => import('./carry/hand-over.tsx').then(({ HandOverPage: screen }) => ({ default: screen })));
const Open = lazy(() => import('./open/open.tsx').then(({ Open: screen }) => ({ default: screen })));
const Report = lazy(() => import('./road/report.tsx').then(({ Report: screen }) => ({ default: screen })));
const Desk = lazy(() => import('./desk/desk.tsx').then(({ Desk: screen }) => ({ default: screen })));

export function Routes() {
  return (
    <Suspense fallback={<Opening />}>
      <Switch>
        <Route path="/">
          <Mine>
            <Home />
          </Mine>
        </Route>
        <Route path="/welcome" component={Welcome} />
        <Route path="/who" component={Who} />
        <Route path="/catalogue" component={Catalogue} />
        <Route path="/file" component={FilePage} />
        <Route path="/course/:publisher/:slug">{({ publisher, slug }) => <Course key={slug} course={`${publisher}/${slug}` as CourseId} />}</Route>
        <Route path="/learn/:publisher/:slug/:n">
          {({ publisher, slug, n }) => (
            <Mine>
              <Learn key={`${slug}/${n}`} course={`${publisher}/${slug}` as CourseId} n={Number(n)} />
            </Mine>
          )}
        </Route>
        <Route path="/result/:publisher/:slug">
          {({ publisher, slug }) => (
            <Mine>
              <Result key={slug} course={`${publisher}/${slug}` as CourseId} />
            </Mine>
          )}
        </Route>
        <Route path="/road">
          <Mine>
            <Road />
          </Mine>
        </Route>
        <Route path="/profile">
          <Mine>
            <Profile />
          </Mine>
        </Route>
        <Route path="/hand-over">
          <Mine>
            <HandOver />
          </Mine>
        </Route>
        <Route path="/carry" component={Carry} />
        <Route path="/open" component={Open} />
        <Route path="/report" component={Report} />
        <Route path="/storage" component={Storage} />
        <Route path="/desk/*?" component={Desk} />
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  );
}

/** Shows its screen to an open profile; else asks who is there, or welcomes the first person of this phone. */
function Mine({ children }: { readonly children: ReactNode }) {
  const { db, open, isElsewhere } = useSession();
  const [here] = useLocation();
  const profiles = useHeld(async () => (await import('../device/profiles.ts')).listProfiles(db), [db]);
  if (open) return isElsewhere ? <Elsewhere /> : children;
  if (!profiles) return <Opening />;
  return <Redirect to={profiles.length === 0 ? '/welcome' : `/who?next=${encodeURIComponent(here)}`} replace />;
}

function Opening() {
  return (
    <Page name="Karvan">
      <Bones />
    </Page>
  );
}
