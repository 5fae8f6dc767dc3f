import type { ProblemCode } from '../core/problem.ts';

/** What a problem means to an author, in plain English. `mend` says what to do. */
type Words = { readonly what: string; readonly mend: string };

const words: { readonly [code in ProblemCode]?: Words } = {
  'pack-manifest-invalid': { what: 'the manifest is not one', mend: 'Build the pack again with “karvan build”.' },
  'pack-signature-invalid': { what: 'the signature does not fit the manifest', mend: 'The pack was changed after it was signed: build it again, or copy it again from where it came.' },
  'pack-publisher-unknown': { what: 'the key that signed the pack is not known there', mend: 'Give the public key of the publisher to the operator: “karvan keys trust” makes it known.' },
  'pack-key-revoked': { what: 'the key that signed the pack was revoked', mend: 'Make a new key with “karvan keys new”, have it trusted, and build again.' },
  'pack-key-of-another-publisher': { what: 'the pack was signed by another publisher’s key', mend: 'Only its own publisher’s key may sign a course: build it with that key, or change “id” in course.yaml.' },
  'pack-older-release': { what: 'a newer or equal release of this course is published already', mend: 'Raise “release” in course.yaml and build again.' },
  'pack-piece-damaged': { what: 'a part of “bytes” is damaged', mend: 'Copy the pack again, or build it again.' },
  'pack-bytes-short': { what: '“bytes” is incomplete', mend: 'Copy the pack again, or run the same command again.' },
  'pack-piece-foreign': { what: 'a part of “bytes” belongs to another pack', mend: 'Copy the pack again, or build it again.' },
  'pack-withdrawn': { what: 'the course was withdrawn', mend: 'Ask the operator why; a new edition needs a higher “release”.' },
  'pack-not-found': { what: 'no such pack is there', mend: 'Check the address and the folder.' },
  'pack-file-foreign': { what: 'the file is not laid out as a pack file', mend: 'Make it again with “karvan export”.' },
  'pack-file-short': { what: 'the end of the file is missing', mend: 'Copy the file again.' },
  'trust-list-invalid': { what: 'the trust list cannot be believed', mend: 'Get it again from the server, at /.well-known/karvan-trust.' },
  'sign-in-wrong': { what: 'the name or the password is not right', mend: 'Check both and try again.' },
  'sign-in-expired': { what: 'the sign-in has expired', mend: 'Run the same command again.' },
  'too-many-tries': { what: 'there were too many tries', mend: 'Wait some minutes and try again.' },
  'not-allowed': { what: 'this account may not publish for this publisher', mend: 'Ask the operator for the right to publish, or use another account with --as.' },
  'not-found': { what: 'the server takes no packs at this address', mend: 'Check the address after --to: it is the one under which people open Karvan.' },
  'request-invalid': { what: 'the server did not understand what was sent', mend: 'Perhaps it is older or newer than this tool: use the same version.' },
  'storage-full': { what: 'the server has no room left', mend: 'Tell the operator, and try again later.' },
  'server-busy': { what: 'the server is busy', mend: 'Try again in some minutes.' },
  unexpected: { what: 'the server failed', mend: 'Try again later, and tell the operator if it goes on.' },
};

export function wordsFor(code: ProblemCode): Words {
  return words[code] ?? { what: `there is a problem: ${code}`, mend: 'Tell the operator this word.' };
}
