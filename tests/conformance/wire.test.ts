/**
 * What devices, carriers and servers say to each other, nailed down: phones in the field speak yesterday's version for months. The
 * hash moves with every change of a wire schema; then the protocol version must move too, and the new pair is written here.
 */
import { createHash } from 'node:crypto';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { quizSchema, quizWordsSchema } from '../../src/core/quiz/quiz.ts';
import { statementSchema } from '../../src/core/xapi/statement.ts';
import { catalogueSchema } from '../../src/pack/layout.ts';
import { layerSchema } from '../../src/pack/layer.ts';
import { manifestSchema } from '../../src/pack/manifest.ts';
import { trustFileSchema, trustListSchema } from '../../src/pack/trust.ts';
import { enrolledSchema, enrolmentSchema, pinResetReplySchema, pinResetSchema } from '../../src/sync/enrolment.ts';
import { headerSchema, lineSchema } from '../../src/sync/envelope.ts';
import { LIMITS, PROTOCOL, SEALED } from '../../src/sync/protocol.ts';
import { receiptSchema } from '../../src/sync/receipt.ts';
import { replySchema } from '../../src/sync/reply.ts';
import { unsignedSchema } from '../../src/sync/rescue.ts';

const wire = { statementSchema, quizSchema, quizWordsSchema, manifestSchema, layerSchema, catalogueSchema, trustListSchema, trustFileSchema, headerSchema, lineSchema, receiptSchema, replySchema, enrolmentSchema, enrolledSchema, pinResetSchema, pinResetReplySchema, unsignedSchema };

/** Hash of all wire schemas by protocol version. A row moves only for what is optional: those who do not know it go on understanding all the rest. */
const hashes: { readonly [version: number]: string } = {
  1: '195d676324878a75373528fface638d7c3d692c0f83d9a6c75833db7b763da09',
};

test('a change of what travels moves the protocol version', () => {
  expect(hashOf(wire)).toBe(hashes[PROTOCOL]);
});

test('the hash sees the smallest change of a shape', () => {
  expect(hashOf({ ...wire, lineSchema: receiptSchema })).not.toBe(hashes[PROTOCOL]);
});

function hashOf(schemas: typeof wire | Record<string, Parameters<typeof toJsonSchema>[0]>): string {
  const shapes = Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input' })]);
  return createHash('sha256').update(JSON.stringify([shapes, LIMITS, SEALED])).digest('hex');
}
