import type { FastifyInstance } from 'fastify';
import { guardDesk } from '../accounts/desk-session.ts';
import { importRoutes } from '../accounts/import-routes.ts';
import type { Deps } from '../deps.ts';
import { auditRoutes } from './audit-routes.ts';
import { completionRoutes } from './completion-routes.ts';
import { courseRoutes } from './course-routes.ts';
import { peopleRoutes } from './people-routes.ts';

/** Everything behind the sign-in (sync/desk.ts). Who may use a route stands in its `config`. */
export function deskRoutes(app: FastifyInstance, deps: Deps): void {
  guardDesk(app, deps);
  completionRoutes(app, deps);
  peopleRoutes(app, deps);
  importRoutes(app, deps);
  courseRoutes(app, deps);
  auditRoutes(app, deps);
}
