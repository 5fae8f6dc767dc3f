/** Who learns what in the histories. */
import type { Au } from '../../../src/core/cmi5/structure.ts';
import type { CourseId, Edition, ProfileId } from '../../../src/core/ids.ts';
import type { Quiz } from '../../../src/core/quiz/quiz.ts';
import { auIri } from '../../../src/core/registration.ts';

/** Two people; one of them may have several phones. */
export const people = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b'] as unknown as readonly ProfileId[];
export const course = 'ministry/ethics' as CourseId;
export const edition = 'e'.repeat(64) as Edition;
export const reading: Au = { kind: 'au', id: auIri(course, 'gifts'), title: { az: 'Hədiyyə' }, moveOn: 'Completed', lesson: { kind: 'reading', unit: 'u' } };
export const asking: Au = { kind: 'au', id: auIri(course, 'final'), title: { az: 'Sual' }, moveOn: 'Passed', masteryScore: 1, lesson: { kind: 'quiz', unit: 'q', path: 'quiz.json' } };
export const quiz: Quiz = { karvan: 1, attempts: 0, shuffle: false, items: [{ kind: 'single', id: 'gift', points: 1, choices: ['take', 'refuse'], correct: 'refuse' }] };
