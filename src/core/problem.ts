/**
 * Everything that can go wrong and that a person must hear of. A code is the key of its sentence: `problem.<code>` in every
 * locale. Codes are stable: devices in the field know them.
 */
export const problemCodes = [
  // packs
  'pack-manifest-invalid',
  'pack-signature-invalid',
  'pack-publisher-unknown',
  'pack-key-revoked',
  'pack-key-of-another-publisher',
  'pack-older-release',
  'pack-piece-damaged',
  'pack-bytes-short',
  'pack-piece-foreign',
  'pack-withdrawn',
  'pack-feature-unknown',
  'pack-not-found',
  'pack-file-foreign',
  'pack-file-layer',
  'pack-file-short',
  'pack-file-gone',
  'trust-list-invalid',
  'trust-root-changed',
  // the device
  'storage-full',
  'storage-lost',
  'storage-emptied',
  'storage-refused',
  'storage-blocked',
  'pin-wrong',
  'pin-wait',
  'profile-locked',
  'used-in-other-tab',
  'browser-too-old',
  // the road
  'offline',
  'server-unreachable',
  'server-busy',
  'reply-invalid',
  'envelope-too-large',
  'envelope-unreadable',
  'device-unknown',
  // carried files
  'carried-foreign',
  'carried-newer',
  'carried-damaged',
  'carried-too-large',
  'carried-no-room',
  // accounts
  'enrolment-code-unknown',
  'enrolment-code-spent',
  'enrolment-code-foreign',
  'sign-in-wrong',
  'sign-in-expired',
  'reset-code-unknown',
  'too-many-tries',
  'not-allowed',
  'not-found',
  // everything that crosses a border
  'request-invalid',
  'unexpected',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** An expected failure as a value. `detail` is for the diagnostic report, never for the learner. */
export type Problem = { readonly kind: 'problem'; readonly code: ProblemCode; readonly detail?: string };

export function problem(code: ProblemCode, detail?: string): Problem {
  return detail === undefined ? { kind: 'problem', code } : { kind: 'problem', code, detail };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'problem';
}
