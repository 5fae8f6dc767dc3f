/** YAML with the line of each value kept, so that every fault can name one. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type YAMLError } from 'yaml';
import type { Say } from '../fault.ts';

/** A value and its line: for a value in a mapping the line of its key. */
export type Located = { readonly line: number; readonly value: null | string | number | boolean | readonly Located[] | Mapping };
export type Mapping = ReadonlyMap<string, Located>;

const DEEPEST = 24;

/** Reads YAML 1.2 (core schema). Anchors and aliases are refused: a course has no need of them, and a bomb has. */
export function readYaml(text: string, say: Say): Located | undefined {
  const lines = new LineCounter();
  const lineOf = (offset: number) => lines.linePos(offset).line;
  try {
    // Twin keys are looked for below: the parser's own search takes quadratic time.
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
    const faults = [...document.errors, ...document.warnings];
    for (const fault of faults) say(lineOf(openingOf(fault, document) ?? fault.pos[0]), `YAML: ${fault.code === 'MULTIPLE_DOCS' ? 'a line of --- begins a second document' : fault.message}`, 'Compare the indentation and the quotes with the lines above.');
    if (faults.length > 0) return undefined;
    if (!document.contents) {
      say(1, 'is empty', 'Run “karvan new” to see an example.');
      return undefined;
    }
    return located(document.contents, 1, lineOf, say, 0);
  } catch (error) {
    say(1, `YAML: ${error instanceof RangeError ? 'nested too deeply' : String(error)}`, 'Compare it with the example that “karvan new” writes.');
    return undefined;
  }
}

/** Where a quote begins that is never closed: the parser speaks of the end of the file, which helps nobody to find it. */
function openingOf(fault: YAMLError, document: Document): number | undefined {
  let at: number | undefined;
  if (fault.code !== 'MISSING_CHAR' || !fault.message.includes('quote')) return undefined;
  visit(document, {
    Scalar: (_, node) => {
      if (node.type?.startsWith('QUOTE_') && node.range && node.range[1] >= fault.pos[0]) at = node.range[0];
    },
  });
  return at;
}

function located(node: Node, line: number, lineOf: (offset: number) => number, say: Say, depth: number): Located | undefined {
  if (depth > DEEPEST) say(line, 'is nested too deeply', 'Compare it with the example that “karvan new” writes.');
  else if (isAlias(node) || ('anchor' in node && node.anchor)) say(line, 'uses an anchor or alias (& or *)', 'Write the value out.');
  else if (isScalar(node)) return { line, value: scalar(node.value) };
  else if (isSeq(node)) {
    const items = node.items.map((item) => located(item as Node, lineOf((item as Node).range![0]), lineOf, say, depth + 1));
    return items.includes(undefined) ? undefined : { line, value: items as Located[] };
  } else if (isMap(node)) {
    const mapping = new Map<string, Located>();
    for (const { key, value } of node.items) {
      const at = (key as Node).range?.[0];
      const keyLine = at === undefined ? line : lineOf(at);
      if (!isScalar(key)) {
        say(keyLine, 'has a key that is not a word', 'Write a plain word before the colon.');
        return undefined;
      }
      const name = String(key.value);
      if (mapping.has(name)) say(keyLine, `“${name}” is written twice`, 'Keep one of them.');
      const inner: Located | undefined = value ? located(value as Node, keyLine, lineOf, say, depth + 1) : { line: keyLine, value: null };
      if (!inner) return undefined;
      mapping.set(name, inner);
    }
    return { line, value: mapping };
  }
  return undefined;
}

function scalar(value: unknown): null | string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value);
}
