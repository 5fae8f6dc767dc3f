import type { FastifyInstance } from 'fastify';
import { guardDesk } from '../accounts/desk-session.ts';
import { importRoutes } from '../accounts/import-routes.ts';
import { deskRows, type DeskRows } from '../accounts/scope.ts';
import type { Deps } from '../deps.ts';
import { auditRoutes } from './audit-routes.ts';
import { completionRoutes } from './completion-routes.ts';
import { courseRoutes } from './course-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { reportedRoutes } from './reported.ts';
import { translationRoutes } from './translations.ts';

/** What the desk's routes are given. Of the tables only what their desk may see: there is no store among these. */
export type DeskDeps = Pick<Deps, 'now' | 'newId'> & { readonly rows: DeskRows };

/** Everything behind the sign-in (sync/desk.ts). Who may use a route stands in its `config`. */
export function deskRoutes(app: FastifyInstance, deps: Deps): void {
  guardDesk(app, deps);
  importRoutes(app, deps);
  const desk: DeskDeps = { now: deps.now, newId: deps.newId, rows: deskRows(deps) };
  completionRoutes(app, desk);
  peopleRoutes(app, desk);
  courseRoutes(app, desk);
  reportedRoutes(app, desk);
  translationRoutes(app, desk);
  auditRoutes(app, desk);
}
