/** What a language brings along is said as it is: a course of readings has no voice, not even in its own language. */
import { render, screen } from '@testing-library/react';
import { LanguageSheet } from '../../../src/app/library/language-sheet.tsx';
import { ausOf } from '../../../src/core/cmi5/structure.ts';
import type { Price } from '../../../src/app/library/price.ts';
import type { Manifest } from '../../../src/pack/manifest.ts';
import { aPack } from '../../device/a-course.ts';

const price = { choice: { languages: ['az'], rendition: 'text' }, choose: () => undefined, bytes: 1000, languageBytes: () => 1000 } as unknown as Price;
const { manifest } = await aPack();
const readings: Manifest = { ...manifest, structure: ausOf(manifest.structure).filter(({ lesson }) => lesson.kind !== 'video') };

test.each([
  ['a film speaks', manifest, 'voice and text'],
  ['readings do not', readings, 'text'],
])('%s', (_, of, says) => {
  render(<LanguageSheet manifest={{ ...of, tracks: [] }} price={price} isOpen onClose={() => undefined} />);
  expect(screen.getByRole('checkbox', { name: /^Azerbaijani/, hidden: true }).closest('label')).toHaveTextContent(`Azerbaijani${says}1`);
});
