import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { problem, problemCodes } from '../../../src/core/problem.ts';
import { Chain, Haul, Track, type Stop } from '../../../src/app/ui/road.tsx';
import { Choice, Choices } from '../../../src/app/ui/choice.tsx';
import { Failed } from '../../../src/app/ui/states.tsx';
import { Page, Title } from '../../../src/app/ui/page.tsx';
import { Sheet } from '../../../src/app/ui/sheet.tsx';
import { speak } from '../../../src/app/ui/words.ts';

test('a failure says what happened, what is safe, and its code last', () => {
  render(<Failed problem={problem('pack-signature-invalid')} />);
  const card = screen.getByRole('alert');
  expect(card).toHaveTextContent('its signature does not match');
  expect(card).toHaveTextContent('Your results are safe');
  expect(card.textContent?.endsWith('pack-signature-invalid')).toBe(true);
});

test('a failure never shows the detail that is meant for the report', () => {
  render(<Failed problem={problem('unexpected', 'TypeError at line 4')} />);
  expect(screen.queryByText(/TypeError/)).toBeNull();
});

test.each(problemCodes)('%s has its sentences in every language', async (code) => {
  for (const lang of ['tr', 'az', 'kk', 'ru', 'en'] as const) {
    await speak(lang);
    const { unmount } = render(<Failed problem={problem(code)} />);
    // A missing sentence shows its key.
    expect(screen.getByRole('heading').textContent).not.toBe(code);
    expect(screen.queryByText(`${code}.do`)).toBeNull();
    unmount();
  }
  await speak('en');
});

test('the travelled part of a chain is solid only up to where the result is', () => {
  const stop = (key: string, stage: Stop['stage']): Stop => ({ key, stage, icon: 'check', name: key });
  render(<Chain label="Where the result is" stops={[stop('phone', 'done'), stop('ministry', 'done'), stop('returned', 'here'), stop('approved', 'ahead')]} />);
  const legs = screen.getAllByRole('listitem').map((each) => each.dataset['leg']);
  expect(legs).toEqual(['done', 'done', undefined, undefined]);
  expect(screen.getByRole('list')).toHaveAccessibleName('Where the result is');
});

test('a paused download keeps what was received', () => {
  render(<Haul held={19} of={31} isPaused label="19 of 31 MB, paused" />);
  const bar = screen.getByRole('progressbar');
  expect(bar).toHaveAttribute('aria-valuenow', '61');
  expect(bar.style.getPropertyValue('--held')).toBe('0.61');
});

test('a download of which nothing is known yet stands at the beginning', () => {
  render(<Haul held={0} of={0} label="waiting" />);
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0');
});

test('more than twelve stages become one line', () => {
  render(<Track stages={Array.from({ length: 13 }, () => 'done' as const)} label="13 of 13" />);
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
});

test('a choice can be made with the keyboard alone', async () => {
  const chosen = vi.fn();
  render(
    <Choices legend="Which kind?">
      <Choice name="kind" value="text" isChosen={false} onChoose={chosen}>
        Text
      </Choice>
    </Choices>,
  );
  await userEvent.tab();
  await userEvent.keyboard(' ');
  expect(chosen).toHaveBeenCalledWith(true);
  expect(screen.getByRole('group')).toHaveAccessibleName('Which kind?');
});

test('going to another screen moves the focus to its heading; the first screen leaves it alone', () => {
  const first = render(<Page name="One"><Title>One</Title></Page>);
  const before = document.activeElement;
  first.unmount();
  render(<Page name="Two"><Title>Two</Title></Page>);
  expect(before).toBe(document.body);
  expect(screen.getByRole('heading', { level: 1 })).toHaveFocus();
  expect(document.title).toBe('Two · Karvan');
});

test('a closed sheet holds nothing that could be read or pressed', () => {
  render(<Sheet name="Language" isOpen={false} onClose={() => undefined}>inside</Sheet>);
  expect(screen.queryByText('inside')).toBeNull();
});
