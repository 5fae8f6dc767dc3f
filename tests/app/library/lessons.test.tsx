/** A course that was taken back keeps its list of lessons, and none of them is said to open. */
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { coursesHere } from '../../../src/app/library/courses.ts';
import { Lessons } from '../../../src/app/library/lessons.tsx';
import { aPhone } from '../play/a-lesson.tsx';

test.each([[false, 4], [true, 0]])('lessons of a course (taken back: %s) that say that they open: %i', async (isClosed, opening) => {
  const { open } = await aPhone();
  const [here] = await coursesHere(open.db, open);
  render(<Lessons here={here!} isPaused={false} isClosed={isClosed} />);
  expect(screen.getAllByRole('listitem')).toHaveLength(here!.lessons.length);
  expect(screen.queryAllByText(/opens$/)).toHaveLength(opening);
  expect(screen.queryAllByRole('link')).toHaveLength(opening);
});
