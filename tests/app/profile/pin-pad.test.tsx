import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { NewPin, PinPad } from '../../../src/app/profile/pin-pad.tsx';

const type = async (pin: string) => {
  for (const digit of pin) await userEvent.click(screen.getByRole('button', { name: digit }));
};

test('six digits are handed over at once, and the dots empty', async () => {
  const onPin = vi.fn().mockResolvedValue(undefined);
  render(<PinPad label="PIN" onPin={onPin} />);
  await type('24681');
  expect(onPin).not.toHaveBeenCalled();
  expect(screen.getByRole('img')).toHaveAccessibleName('5 of 6 digits entered');
  await type('0');
  expect(onPin).toHaveBeenCalledExactlyOnceWith('246810');
  expect(await screen.findByRole('img', { name: '0 of 6 digits entered' })).toBeInTheDocument();
});

test('the digits are nowhere on the page', async () => {
  render(<PinPad label="PIN" onPin={() => undefined} />);
  await type('2468');
  expect(document.body.innerHTML).not.toContain('2468');
});

test('a keyboard works as the keys do', async () => {
  const onPin = vi.fn();
  render(<PinPad label="PIN" onPin={onPin} />);
  await userEvent.keyboard('2468{Backspace}910');
  expect(onPin).toHaveBeenCalledExactlyOnceWith('246910');
});

test('nothing can be typed while one must wait', async () => {
  const onPin = vi.fn();
  render(<PinPad label="PIN" onPin={onPin} isOff />);
  await userEvent.keyboard('246810');
  expect(onPin).not.toHaveBeenCalled();
});

test('a new PIN is asked twice; an easy one and an unlike pair are refused', async () => {
  const onPin = vi.fn().mockResolvedValue(undefined);
  render(<NewPin first="First" again="Again" onPin={onPin} />);
  for (const easy of ['111111', '123456', '654321']) {
    await type(easy);
    expect(screen.getByText('First')).toBeInTheDocument();
  }
  await type('246810');
  expect(screen.getByText('Again')).toBeInTheDocument();
  await type('246811');
  expect(screen.getByText('First')).toBeInTheDocument();
  await type('246810');
  await type('246810');
  expect(onPin).toHaveBeenCalledExactlyOnceWith('246810');
});
