/** Who learns what in the histories. */
import type { Au } from '../../../src/core/cmi5/structure.ts';
import type { CourseId, Edition } from '../../../src/core/ids.ts';
import type { Quiz } from '../../../src/core/quiz/quiz.ts';
import { auIri } from '../../../src/core/registration.ts';

/** Two people, by their ids; one of them may have several phones. */
export const people = ['aysel', 'rauf'] as const;
export const course = 'ministry/ethics' as CourseId;
export const edition = 'e'.repeat(64) as Edition;
export const reading: Au = { kind: 'au', id: auIri(course, 'gifts'), title: { az: 'Hədiyyə' }, moveOn: 'Completed', lesson: { kind: 'reading', unit: 'u' } };
export const asking: Au = { kind: 'au', id: auIri(course, 'final'), title: { az: 'Sual' }, moveOn: 'Passed', masteryScore: 1, lesson: { kind: 'quiz', unit: 'q', path: 'quiz.json' } };
export const quiz: Quiz = { karvan: 1, attempts: 0, shuffle: false, items: [{ kind: 'single', id: 'gift', points: 1, choices: ['take', 'refuse'], correct: 'refuse' }] };
