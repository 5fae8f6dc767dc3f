/** Cards to print and cut: how a person gets in. One page that needs nothing else, A4, six to a sheet. */
import { setImmediate } from 'node:timers/promises';
import { encode } from 'uqr';

/** `code` with `expires`: joins a phone. `login` with `password`: opens the desk. */
export type Card = {
  readonly name: string;
  readonly institution: string;
  readonly unit?: string;
  readonly code?: string;
  readonly expires?: string;
  readonly login?: string | undefined;
  readonly password?: string | undefined;
};

/** `address`: where the app is, so that a phone's camera opens it; without one the picture holds the code alone. */
export async function cardsPage(cards: readonly Card[], address: string | undefined): Promise<string> {
  const sections: string[] = [];
  for (const card of cards) {
    sections.push(cardHtml(card, address));
    // A picture takes a few milliseconds: between two of ten thousand others are answered.
    await setImmediate();
  }
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Karvan: ${cards.length} cards</title><style>${style}</style></head>
<body><p class="screen">${cards.length} cards. Print them, hand them out, then delete this page: whoever holds a code can join as that person.</p>
<main>${sections.join('\n')}</main></body></html>
`;
}

function cardHtml(card: Card, address: string | undefined): string {
  const where = [card.institution, card.unit].filter((part) => part !== undefined).map(safe).join('<br>');
  return `<section><header><b>${safe(card.name)}</b><span>${where}</span></header>${card.code === undefined ? '' : codeHtml(card.code, card.expires, address)}${signInHtml(card, address)}</section>`;
}

function codeHtml(code: string, expires: string | undefined, address: string | undefined): string {
  const target = address === undefined ? code : `${address.replace(/\/+$/, '')}/welcome?code=${code}`;
  const until = expires === undefined ? '' : `<small>→ ${expires.slice(0, 10)}</small>`;
  const lines = instructions.map(([lang, text]) => `<li lang="${lang}">${text}</li>`).join('');
  return `<div class="code">${pictureOf(target)}<div><code>${code}</code>${address === undefined ? '' : `<small>${safe(address)}</small>`}${until}</div></div><ul>${lines}</ul>`;
}

/** One path of runs of dark squares: a page of ten thousand cards still opens. */
function pictureOf(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const rows = data.map((row, y) => [...row.map((dark) => (dark ? '1' : '0')).join('').matchAll(/1+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join(''));
  return `<svg viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" role="img" aria-label="QR"><path d="${rows.join('')}"/></svg>`;
}

function signInHtml({ login, password }: Card, address: string | undefined): string {
  if (login === undefined || password === undefined) return '';
  return `<p class="desk"><small>${address === undefined ? '' : safe(address)}/desk</small><code>${safe(login)}</code> <code>${password}</code></p>`;
}

/** In every language that Karvan speaks. */
const instructions = Object.entries(import.meta.glob<string>('../../../locales/*/card.json', { eager: true, import: 'how' })).map(([path, text]) => [path.split('/').at(-2)!, text]);

/** Names come from a list that somebody else wrote. */
function safe(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** A card grows with what stands on it: nothing is ever cut off. */
const style = `@page{size:A4;margin:10mm}*{box-sizing:border-box}body{margin:0;font:9.5pt/1.3 system-ui,sans-serif;color:#000;background:#fff}
main{display:grid;grid-template-columns:1fr 1fr}section{min-height:90mm;padding:5mm;border:.3mm dashed #999;break-inside:avoid;display:flex;flex-direction:column;gap:1.5mm;overflow-wrap:anywhere}
header b{display:block;font-size:13pt}header span{color:#333}.code{display:flex;gap:4mm;align-items:center}svg{width:28mm;height:28mm;flex:none}
code{font:600 14pt ui-monospace,monospace;letter-spacing:.03em}small{display:block;color:#333}ul{list-style:none;margin:0;padding:0;font-size:7.5pt}
.desk{margin:auto 0 0;border-top:.2mm solid #999;padding-top:1mm}.desk code{font-size:11pt;margin-right:2mm}.desk code+code{white-space:nowrap}.screen{padding:5mm}@media print{.screen{display:none}}`;
