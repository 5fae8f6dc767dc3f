import { screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { json, sitDown } from './a-desk.tsx';

afterEach(() => sessionStorage.clear());

const counts = { added: 0, moved: 0, left: 0, renamed: 0, unchanged: 0 };
const list = new File(['number,name,institution,unit\n1,A,I,U\n'], 'people.csv', { type: 'text/csv' });

async function send(imported: unknown, status = 200) {
  const sent: string[] = [];
  const desk = sitDown('/desk/import', {
    role: 'operator',
    instead: ({ method, path, body }) => {
      if (method !== 'POST' || !path.endsWith('/people')) return undefined;
      sent.push(body);
      return json(status, imported);
    },
  });
  await desk.user.upload(await screen.findByLabelText('File', { selector: 'input' }), list);
  await desk.user.click(screen.getByRole('button', { name: 'Take the list' }));
  return { ...desk, sent };
}

test('faults are named by line and value, and it is said that nothing was changed', async () => {
  await send({ ...counts, faults: [{ line: 7, fault: 'unit-unknown', value: 'Rodas' }] });
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('1 fault; nothing was changed');
  expect(within(alert).getByRole('row', { name: /7 This unit is not known Rodas/ })).toBeInTheDocument();
  expect(screen.queryByText('The list was taken')).toBeNull();
});

test('a list that was taken shows its counts, and the cards can be saved', async () => {
  const { sent } = await send({ ...counts, added: 12, moved: 1, faults: [], cards: '<p>codes</p>' });
  expect(await screen.findByRole('heading', { name: 'The list was taken' })).toBeInTheDocument();
  expect(screen.getByText('added').parentElement).toHaveTextContent('12');
  expect(screen.getByRole('button', { name: 'Save the cards' })).toBeInTheDocument();
  expect(sent).toEqual(['number,name,institution,unit\n1,A,I,U\n']);
});

test('a refusal is shown as one, not as an empty result', async () => {
  await send({ code: 'request-invalid' }, 400);
  expect(await screen.findByRole('alert')).toHaveTextContent('Nothing was changed');
  expect(screen.queryByText('The list was taken')).toBeNull();
});

test('the log names what it knows in words and the rest by its code', async () => {
  sitDown('/desk/audit', { role: 'operator' });
  expect(await screen.findByRole('cell', { name: 'Decided' })).toBeInTheDocument();
  expect(screen.getByText('never-heard-of')).toBeInTheDocument();
});
