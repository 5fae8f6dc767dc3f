/** Reading a list as spreadsheets and registries write it: UTF-8 with or without BOM, commas or semicolons, quoted fields (RFC 4180). */
import type { Imported } from '../../sync/desk.ts';

export type Fault = Imported['faults'][number];
/** `line`: where it begins in the file, counted from 1. Fields by lower-case column name; a missing one is empty. */
export type Row = { readonly line: number; readonly fields: ReadonlyMap<string, string> };

/** Rows of a list with these columns, or what is wrong with its form. `needed` columns must be there. */
export function readList(bytes: Uint8Array, columns: { readonly known: readonly string[]; readonly needed: readonly string[] }): { readonly rows: readonly Row[]; readonly faults: readonly Fault[] } {
  const text = decode(bytes);
  if (typeof text !== 'string') return { rows: [], faults: [text] };
  const { records, fault } = split(text, separatorOf(text));
  if (fault) return { rows: [], faults: [fault] };
  const [head, ...body] = records.filter((record) => record.fields.some((field) => field !== ''));
  if (!head) return { rows: [], faults: [{ line: 1, fault: 'no-header' }] };
  const names = head.fields.map((name) => name.toLowerCase());
  const unknown = names.find((name) => !columns.known.includes(name));
  if (unknown !== undefined) return { rows: [], faults: [{ line: head.line, fault: 'column-unknown', value: unknown.slice(0, SHOWN) }] };
  const missing = columns.needed.find((name) => !names.includes(name));
  if (missing !== undefined) return { rows: [], faults: [{ line: head.line, fault: 'columns-missing', value: missing }] };
  if (body.length === 0) return { rows: [], faults: [{ line: head.line, fault: 'nothing-inside' }] };
  const faults = body.filter(({ fields }) => fields.length > names.length).map(({ line }): Fault => ({ line, fault: 'fields-too-many' }));
  return { rows: body.map(({ line, fields }) => ({ line, fields: new Map(names.map((name, i) => [name, fields[i] ?? ''])) })), faults };
}

/** As much of a faulty value as is told again. */
export const SHOWN = 80;

type Written = { readonly line: number; readonly fields: readonly string[] };

/** UTF-8 or the line where it stops being that: a list in another encoding would misspell everybody. */
function decode(bytes: Uint8Array): string | Fault {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { line: lineOfFault(bytes), fault: 'not-utf8' };
  }
}

function lineOfFault(bytes: Uint8Array): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to + 1;
  }
  return line;
}

/** What stands more often in the header. */
function separatorOf(text: string): string {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  return head.split(';').length > head.split(',').length ? ';' : ',';
}

/** Records with their fields, trimmed; a quoted field may hold separators, doubled quotes and line ends. */
function split(text: string, separator: string): { readonly records: readonly Written[]; readonly fault?: Fault } {
  const records: Written[] = [];
  let fields: string[] = [];
  let [line, began, at] = [1, 1, 0];
  while (at < text.length) {
    const field = fieldAt(text, at, separator);
    if (field === undefined) return { records, fault: { line, fault: 'quotes-open' } };
    fields.push(field.value.replace(/[\s\p{Cc}]+/gu, ' ').trim().normalize('NFC'));
    line += field.lines;
    at = field.end;
    if (text[at] === separator) {
      at++;
      // A separator at the very end still opens a last, empty field.
      if (at < text.length) continue;
      fields.push('');
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    records.push({ line: began, fields });
    line++;
    [fields, began] = [[], line];
  }
  return { records };
}

/** One field from `at`: its value, where it ends, and how many line ends it holds. Undefined when its quotes are never closed, or are followed by more. */
function fieldAt(text: string, at: number, separator: string): { value: string; end: number; lines: number } | undefined {
  const isEnd = (sign: string | undefined) => sign === undefined || sign === separator || sign === '\n' || sign === '\r';
  const begin = at + (/^[ \t]*/.exec(text.slice(at, at + 100))?.[0].length ?? 0);
  let end = begin;
  if (text[begin] !== '"') {
    while (!isEnd(text[end])) end++;
    return { value: text.slice(at, end), end, lines: 0 };
  }
  let value = '';
  for (end = begin + 1; end < text.length; end++) {
    if (text[end] === '"' && text[end + 1] === '"') end++;
    else if (text[end] === '"') break;
    value += text[end];
  }
  if (end >= text.length) return undefined;
  end++;
  while (text[end] === ' ') end++;
  return isEnd(text[end]) ? { value, end, lines: value.split('\n').length - 1 } : undefined;
}
