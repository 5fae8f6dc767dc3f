/** The checks against more than two hundred seeded defects in five languages, and against text that people wrote well. */
import { vi } from 'vitest';
import { checkCounterparts, checkTimes } from '../../../src/core/translation/cue-checks.ts';
import type { Finding } from '../../../src/core/translation/finding.ts';
import type { Glossary } from '../../../src/core/translation/glossary.ts';
import { checkText } from '../../../src/core/translation/text-checks.ts';
import { cleanFilms, cleanLines, defects, glossaryFor, SECONDS, type Defect, type Pair } from './corpus.ts';

// Nothing here is timed: a slow machine is no fault of the checks.
vi.setConfig({ testTimeout: 120_000 });

function findings({ from, to, source, target }: Pair, glossary: Glossary): readonly Finding[] {
  const sources = new Map(source.map((cue) => [cue.id, cue.text]));
  const texts = target.flatMap(({ id, text }) => (sources.has(id) ? checkText({ id, source: sources.get(id)!, target: text, from, to }, glossary) : []));
  return [...texts, ...checkTimes(target, SECONDS), ...checkCounterparts(source, target)];
}

const isFound = (defect: Defect) => findings(defect, defect.glossary ?? []).some(({ code, id }) => code === defect.code && defect.at.includes(id));
const nameOf = ({ from, to, code, at }: Defect) => `${code} ${from}→${to} ${at[0]}`;

test('of more than two hundred seeded defects at least 98 in 100 are found, each by its own code', () => {
  const all = defects();
  const missed = all.filter((defect) => !isFound(defect)).map(nameOf);
  expect(all.length).toBeGreaterThan(200);
  expect(new Set(all.map(({ to }) => to)).size).toBe(5);
  expect({ missed, share: missed.length / all.length }).toMatchObject({ missed: missed.slice(0, Math.floor(all.length * 0.02)) });
});

test('of cues that people wrote well at most two in a hundred are found fault with', () => {
  const alarms = cleanFilms().flatMap((pair) => findings(pair, glossaryFor(pair)).map(({ code, id, detail }) => `${code} ${pair.from}→${pair.to} ${id} ${detail ?? ''}`));
  const cues = cleanFilms().reduce((sum, { target }) => sum + target.length, 0);
  expect({ alarms, share: alarms.length / cues <= 0.02 }).toMatchObject({ share: true });
});

test('of lines of the courses that people wrote well at most two in a hundred are found fault with', () => {
  const lines = cleanLines();
  const alarms = lines.flatMap((line, n) => checkText({ id: String(n), ...line }).map(({ code, detail }) => `${code} ${line.to} ${detail ?? ''}: ${line.source} | ${line.target}`));
  expect(lines.length).toBeGreaterThan(300);
  expect({ alarms, share: alarms.length / lines.length <= 0.02 }).toMatchObject({ share: true });
});

test('negative control: in the same cues before they were spoilt nothing of it is found', () => {
  const clean = new Map(cleanFilms().map((pair) => [`${pair.from} ${pair.to}`, pair]));
  const found = defects().filter((defect) => isFound({ ...defect, ...clean.get(`${defect.from} ${defect.to}`)! })).map(nameOf);
  expect(found).toEqual([]);
});
