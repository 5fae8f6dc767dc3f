/** The server's HTTP face: what it answers, in one list. */
import rateLimit from '@fastify/rate-limit';
import fastify, { LogController, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ValiError } from 'valibot';
import type { KeyId } from '../core/ids.ts';
import type { ProblemCode } from '../core/problem.ts';
import { enrolmentRoutes } from './accounts/enrolments.ts';
import { pinResetRoutes } from './accounts/pin-resets.ts';
import { signInRoutes } from './accounts/sign-in.ts';
import { catalogueRoutes } from './catalogue/catalogue.ts';
import { packRoutes } from './catalogue/packs.ts';
import { publishRoutes } from './catalogue/publish.ts';
import { sentTranslationRoutes } from './catalogue/translations.ts';
import type { Deps } from './deps.ts';
import { pageRoutes } from './page.ts';
import { Refusal } from './refuse.ts';
import { deskRoutes } from './review/desk.ts';
import { secure } from './security.ts';
import { envelopeRoutes } from './sync/envelopes.ts';
import { keptAside, type Aside } from './sync/unknown.ts';

export type { Deps } from './deps.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A request that may take hours: a course of gigabytes over a bad line. */
    isLong?: boolean;
  }
}

type Routes = (app: FastifyInstance, deps: Deps, aside: Aside) => void;

/** Open to floods from anywhere by design: cheap to answer, or limited by what was signed and never by address. */
const openRoutes: readonly Routes[] = [health, catalogueRoutes, packRoutes, envelopeRoutes];
/** Each request costs something to weigh, so that one address may not send them without end. */
const weighedRoutes: readonly Routes[] = [publishRoutes, sentTranslationRoutes, enrolments, pinResetRoutes, signInRoutes, deskRoutes];
/** Requests a minute from one address: more than a ministry with a desk on every table makes. */
const FLOOD = 3000;

const noLimitHeaders = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
/** Whoever says nothing for so long is gone. */
const IDLE = 120_000;
/** A request is to be here whole after so long: an envelope on the slowest line, but nobody who sends a byte a minute. */
const PATIENCE = 20 * 60_000;

/** A server that is not yet listening. Failures are JSON `{code, detail?}`; nothing of an unexpected one is told but an id. */
export function buildServer(deps: Deps): FastifyInstance {
  const app = fastify({
    loggerInstance: deps.log,
    // A log of requests would be a list of who learns when.
    logController: new LogController({ disableRequestLogging: true }),
    // Only what stands on this machine may say for whom it speaks.
    trustProxy: 'loopback',
    bodyLimit: 256 * 1024,
    connectionTimeout: IDLE,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
    genReqId: () => deps.newId(),
    frameworkErrors: (error, request, reply) => void failed(error, request, reply as FastifyReply),
  });
  secure(app, deps.slots);
  app.addHook('onRequest', async (request) => {
    if (!request.routeOptions.config.isLong) giveUpAfter(request, PATIENCE);
  });
  app.setErrorHandler((error, request, reply) => failed(error as FastifyError, request, reply));
  const screen = pageRoutes(app, deps);
  app.setNotFoundHandler((request, reply) => screen(request, reply) ?? reply.code(404).send({ code: 'not-found' }));
  const aside = keptAside(deps);
  // Also at the start: the tables may have come back from a backup.
  app.addHook('onReady', async () => takeIn(deps, aside));
  app.addHook('onClose', async () => aside.idle());
  // Each in a scope of its own, so that content types and hooks stay where they belong.
  for (const each of openRoutes) void app.register(async (scope) => each(scope, deps, aside));
  void app.register(async (weighed) => {
    await weighed.register(rateLimit, { max: FLOOD, timeWindow: 60_000, addHeaders: noLimitHeaders, addHeadersOnExceeding: noLimitHeaders });
    for (const each of weighedRoutes) void weighed.register(async (scope) => each(scope, deps, aside));
  });
  return app;
}

function enrolments(app: FastifyInstance, deps: Deps, aside: Aside): void {
  enrolmentRoutes(app, deps, (kid) => takeIn(deps, aside, kid));
}

/** Nobody waits for it: what does not come in now comes in at the next start. */
function takeIn(deps: Deps, aside: Aside, kid?: KeyId): void {
  aside.takeIn(kid).catch((error: unknown) => deps.log.error({ err: error }, 'what was kept aside did not come in'));
}

function giveUpAfter({ raw }: FastifyRequest, patience: number): void {
  if (raw.complete) return;
  const timer = setTimeout(() => raw.destroy(), patience).unref();
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

function health(app: FastifyInstance, deps: Deps): void {
  app.get('/healthz', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const uptime = Math.round((deps.now() - deps.started) / 1000);
    try {
      await deps.store.read((r) => r.selectFrom('setting').select('value').where('key', '=', 'schema').executeTakeFirstOrThrow());
      return { version: deps.version, store: 'ok', uptime };
    } catch (error) {
      request.log.error({ err: error, id: request.id }, 'the store does not answer');
      return reply.code(503).send({ version: deps.version, store: 'failed', uptime });
    }
  });
}

function failed(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) {
    if (error.retryAfter !== undefined) void reply.header('retry-after', String(error.retryAfter));
    return refused(reply, error.status, error.code, error.detail);
  }
  if (error instanceof ValiError) return refused(reply, 400, 'request-invalid', `${error.issues[0].path?.map((each: { key: unknown }) => String(each.key)).join('.') ?? ''}: ${error.message}`);
  if (error.validation) {
    const [first] = error.validation;
    const where = first?.instancePath.slice(1).replaceAll('/', '.') || String(first?.params['missingProperty'] ?? error.validationContext);
    return refused(reply, 400, 'request-invalid', `${where}: ${first?.message}`);
  }
  const status = error.statusCode ?? 500;
  if (status === 413) return refused(reply, 413, 'envelope-too-large');
  if (status === 429) return refused(reply, 429, 'too-many-tries');
  if (status >= 400 && status < 500) return refused(reply, status, 'request-invalid', error.code);
  request.log.error({ err: error, id: request.id }, 'unexpected');
  return refused(reply, 500, 'unexpected', String(request.id));
}

function refused(reply: FastifyReply, status: number, code: ProblemCode, detail?: string): FastifyReply {
  // Whatever a route had prepared to send is not what is sent now.
  void reply.removeHeader('content-length').type('application/json; charset=utf-8');
  return reply.code(status).send({ code, ...(detail === undefined ? {} : { detail }) });
}
