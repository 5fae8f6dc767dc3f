/** chrF (Popović 2015): how alike two texts are by their runs of one to six characters, 0…100. Recall counts twice. */
export function chrF(hypothesis: string, reference: string): number {
  const [a, b] = [squeeze(hypothesis), squeeze(reference)];
  let [sum, orders] = [0, 0];
  for (let n = 1; n <= 6; n++) {
    const [ours, theirs] = [runs(a, n), runs(b, n)];
    if (ours.size === 0 || theirs.size === 0) continue;
    let [both, all, wanted] = [0, 0, 0];
    for (const [run, count] of ours) {
      all += count;
      both += Math.min(count, theirs.get(run) ?? 0);
    }
    for (const count of theirs.values()) wanted += count;
    const [precision, recall] = [both / all, both / wanted];
    sum += both === 0 ? 0 : (5 * precision * recall) / (4 * precision + recall);
    orders++;
  }
  return orders === 0 ? 0 : (100 * sum) / orders;
}

function squeeze(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, '');
}

function runs(text: string, n: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const letters = [...text];
  for (let at = 0; at + n <= letters.length; at++) {
    const run = letters.slice(at, at + n).join('');
    found.set(run, (found.get(run) ?? 0) + 1);
  }
  return found;
}
