/** The server's HTTP face: what it answers, in one list. */
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Deps } from './deps.ts';
import { signInRoutes } from './accounts/sign-in.ts';
import { Refusal } from './refuse.ts';
import { deskRoutes } from './review/desk.ts';

export type { Deps } from './deps.ts';

type Routes = (app: FastifyInstance, deps: Deps) => void;

/** Each in a scope of its own, so that content types and hooks stay where they belong. */
const routes: readonly Routes[] = [health, signInRoutes, deskRoutes];

/** A server that is not yet listening. Failures are JSON `{code, detail?}`; nothing of an unexpected one is told but an id. */
export function buildServer(deps: Deps): FastifyInstance {
  const app = fastify({
    loggerInstance: deps.log,
    disableRequestLogging: true,
    // Only what stands on this machine may say for whom it speaks.
    trustProxy: 'loopback',
    bodyLimit: 256 * 1024,
    requestTimeout: 120_000,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
    genReqId: () => deps.newId(),
  });
  app.setErrorHandler((error, request, reply) => failed(error as FastifyError, request, reply));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'not-found' }));
  for (const each of routes) {
    void app.register(async (scope) => each(scope, deps));
  }
  return app;
}

function health(app: FastifyInstance, deps: Deps): void {
  app.get('/healthz', async (_request, reply) => {
    await deps.store.read((r) => r.selectFrom('setting').select('value').where('key', '=', 'schema').executeTakeFirstOrThrow());
    void reply.header('cache-control', 'no-store');
    return { version: deps.version, store: 'ok', uptime: Math.round((deps.now() - deps.started) / 1000) };
  });
}

function failed(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) {
    if (error.retryAfter !== undefined) void reply.header('retry-after', String(error.retryAfter));
    return reply.code(error.status).send({ code: error.code, ...(error.detail === undefined ? {} : { detail: error.detail }) });
  }
  if (error.validation) {
    const [first] = error.validation;
    const where = first?.instancePath.slice(1).replaceAll('/', '.') || String(first?.params['missingProperty'] ?? error.validationContext);
    return reply.code(400).send({ code: 'request-invalid', detail: `${where}: ${first?.message}` });
  }
  const status = error.statusCode ?? 500;
  if (status === 413) return reply.code(413).send({ code: 'envelope-too-large' });
  if (status === 429) return reply.code(429).send({ code: 'too-many-tries' });
  if (status >= 400 && status < 500) return reply.code(status).send({ code: 'request-invalid', detail: error.code });
  request.log.error({ err: error, id: request.id }, 'unexpected');
  return reply.code(500).send({ code: 'unexpected', detail: String(request.id) });
}
