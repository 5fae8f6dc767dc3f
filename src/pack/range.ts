/** One range of a file, as whoever gives pack files understands it: the worker on a phone, and the server (RFC 9110 §14). */

/** Bytes `[from, to)` of one range; several, or what cannot be read, give the whole file as the RFC allows. */
export function rangeOf(header: string | null, size: number): { readonly from: number; readonly to: number } | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') return Number(last) === 0 || size === 0 ? 'unsatisfiable' : { from: Math.max(0, size - Number(last)), to: size };
  if (last !== '' && Number(last) < Number(first)) return 'whole';
  if (Number(first) >= size) return 'unsatisfiable';
  return { from: Number(first), to: last === '' ? size : Math.min(size, Number(last) + 1) };
}
