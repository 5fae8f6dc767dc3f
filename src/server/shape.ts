/** One source of shapes: the wire's valibot schemas as the JSON Schemas by which Fastify checks requests. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';

/** `{ schema: { body: shape(signInSchema) } }`. What JSON Schema cannot say (transforms, checks) the route says with `v.parse`. */
export function shape(schema: GenericSchema): Record<string, unknown> {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });
  return rest as Record<string, unknown>;
}
