/** A path inside the pack from one written relative to a file. Undefined for an address, an absolute path, or one that climbs out. */
export function packPath(from: string, written: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(written)) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of decoded(written).split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length > 0 ? parts.join('/') : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
