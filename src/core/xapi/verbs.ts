/** Verb IRIs: cmi5 §9.3 and ADL's vocabulary. */
export const verbs = {
  launched: 'http://adlnet.gov/expapi/verbs/launched',
  initialized: 'http://adlnet.gov/expapi/verbs/initialized',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
  passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed',
  abandoned: 'https://w3id.org/xapi/adl/verbs/abandoned',
  waived: 'https://w3id.org/xapi/adl/verbs/waived',
  terminated: 'http://adlnet.gov/expapi/verbs/terminated',
  satisfied: 'https://w3id.org/xapi/adl/verbs/satisfied',
  attempted: 'http://adlnet.gov/expapi/verbs/attempted',
  answered: 'http://adlnet.gov/expapi/verbs/answered',
  experienced: 'http://adlnet.gov/expapi/verbs/experienced',
  commented: 'http://adlnet.gov/expapi/verbs/commented',
  voided: 'http://adlnet.gov/expapi/verbs/voided',
} as const;

export type VerbName = keyof typeof verbs;

const nameByIri = new Map<string, VerbName>(Object.entries(verbs).map(([name, iri]) => [iri, name as VerbName]));

/** Short name of a verb IRI that Karvan knows. */
export function verbName(iri: string): VerbName | undefined {
  return nameByIri.get(iri);
}

/** Keys of context and result extensions. */
export const extensions = {
  sessionId: 'https://w3id.org/xapi/cmi5/context/extensions/sessionid',
  masteryScore: 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore',
  moveOn: 'https://w3id.org/xapi/cmi5/context/extensions/moveon',
  launchMode: 'https://w3id.org/xapi/cmi5/context/extensions/launchmode',
  launchUrl: 'https://w3id.org/xapi/cmi5/context/extensions/launchurl',
  reason: 'https://w3id.org/xapi/cmi5/result/extensions/reason',
  /** UUIDv7 of a quiz attempt; stands in `attempted`, `answered`, `passed` and `failed`. */
  attempt: 'urn:karvan:ext:attempt',
  /** Seed of an attempt's order: an unsigned 32-bit integer, in `attempted`. */
  seed: 'urn:karvan:ext:seed',
  /** Item ids in the order shown, in `attempted`. */
  order: 'urn:karvan:ext:order',
  /** Counts the answers of an attempt from 1: of two answers to one item the higher counts. */
  turn: 'urn:karvan:ext:turn',
  /** Seconds `[from, to]` of a film that were played. */
  segment: 'urn:karvan:ext:segment',
  /** A line of subtitles that somebody finds wrong (session.ts, `SaidLine`), in `commented`. */
  line: 'urn:karvan:ext:line',
} as const;

export const categories = {
  cmi5: 'https://w3id.org/xapi/cmi5/context/categories/cmi5',
  moveOn: 'https://w3id.org/xapi/cmi5/context/categories/moveon',
} as const;
