/** Lists for a spreadsheet: UTF-8 with BOM, CRLF, every field quoted (so `;` and `,` are safe), and nothing that a spreadsheet would run. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export type Field = string | number | boolean | undefined;

/** One row with its line end. */
export function csvRow(fields: readonly Field[]): string {
  return `${fields.map((field) => `"${harmless(field).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** Sends a list as it is read: a header row, then rows in portions, so that memory does not grow with the list. */
export function sendCsv(reply: FastifyReply, name: string, header: readonly string[], portions: AsyncIterable<readonly (readonly Field[])[]>): FastifyReply {
  async function* text(): AsyncGenerator<string> {
    yield `\uFEFF${csvRow(header)}`;
    for await (const rows of portions) yield rows.map(csvRow).join('');
  }
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(text(), { objectMode: false }));
}

/** Portions of a list, each asked for when the one before is on its way. */
export async function* inPortions<Id, Row>(ids: readonly Id[], read: (some: readonly Id[]) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for (let from = 0; from < ids.length; from += 500) yield read(ids.slice(from, from + 500));
}

/** Spreadsheets run what begins so, whatever the quotes; an apostrophe makes it text. Numbers of ours are no danger. */
function harmless(field: Field): string {
  if (typeof field !== 'string') return String(field ?? '');
  return /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(field) ? `'${field}` : field;
}
