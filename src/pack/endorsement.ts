/**
 * A course's publisher says of somebody else's language layer that its quiz words and accepted typed answers may count. It lies beside
 * the layer's manifest and says which edition it means, so the layer itself stays as it was signed.
 */
import type { JWK } from 'jose';
import * as v from 'valibot';
import { problem, type Problem } from '../core/problem.ts';
import type { Edition } from '../core/ids.ts';
import { isOfPublisher, type Layer } from './layer.ts';
import { courseId, publisherOf } from './manifest.ts';
import { signManifest, verifySignature, type TrustList } from './trust.ts';

const statement = v.object({ karvan: v.literal(1), endorses: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), layer: courseId, course: courseId, issued: v.pipe(v.string(), v.isoTimestamp()) });
const file = v.object({ statement: v.string(), signature: v.string() });

/** Text of an endorsement file. `key`: of the course's publisher. `issued`: ISO 8601 UTC. */
export async function endorse({ layer, course }: Pick<Layer, 'layer' | 'course'>, edition: Edition, issued: string, key: JWK): Promise<string> {
  const said = JSON.stringify({ karvan: 1, endorses: edition, layer, course, issued } satisfies v.InferOutput<typeof statement>);
  return JSON.stringify({ statement: said, signature: await signManifest(new TextEncoder().encode(said), key) });
}

/** Whether a file endorses this edition of a layer. Problems: those of signatures; `pack-manifest-invalid` when it is none, or one of another layer. */
export async function verifyEndorsement(text: string, { layer, course }: Pick<Layer, 'layer' | 'course'>, edition: Edition, trust: TrustList): Promise<'believed' | Problem> {
  const outer = v.safeParse(file, jsonIn(text));
  const inner = v.safeParse(statement, outer.success ? jsonIn(outer.output.statement) : undefined);
  if (!outer.success || !inner.success) return problem('pack-manifest-invalid', 'no endorsement');
  const said = inner.output;
  if (said.endorses !== edition || said.layer !== layer || said.course !== course) return problem('pack-manifest-invalid', 'it endorses another layer');
  return verifySignature(new TextEncoder().encode(outer.output.statement), outer.output.signature, { by: publisherOf(course), issued: said.issued }, trust);
}

/** Whether what a layer says of a quiz counts: the course's own publisher signed the layer, or endorsed this edition of it in `text`. */
export async function countsInQuiz(layer: Pick<Layer, 'layer' | 'course'>, edition: Edition, text: string | undefined, trust: TrustList): Promise<boolean> {
  return isOfPublisher(layer) || (text !== undefined && (await verifyEndorsement(text, layer, edition, trust)) === 'believed');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
