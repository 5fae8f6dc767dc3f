import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Imported } from '../../sync/desk.ts';
import type { Deps } from '../deps.ts';
import { shape } from '../shape.ts';
import { cardsPage } from './cards.ts';
import { deskOf, open } from './desk-session.ts';
import { importPeople } from './import.ts';

const querySchema = v.object({ units: v.optional(v.literal('make')) });

/** `POST /api/desk/people`: a people list as it lies on the operator's disk. */
export function importRoutes(app: FastifyInstance, deps: Deps): void {
  app.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: 4 * 1024 * 1024 }, (_request, body, done) => done(null, body));
  app.post('/api/desk/people', { config: open('operator'), bodyLimit: 4 * 1024 * 1024, schema: { querystring: shape(querySchema) } }, async (request): Promise<Imported> => {
    const { units } = request.query as v.InferOutput<typeof querySchema>;
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { counts, cards } = await importPeople(deps, bytes, { desk: deskOf(request), makesUnits: units === 'make' });
    return { ...counts, ...(cards.length > 0 ? { cards: await cardsPage(cards, `${request.protocol}://${request.host}`) } : {}) };
  });
}
