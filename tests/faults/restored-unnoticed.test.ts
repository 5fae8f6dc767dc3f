/** The negative control: phones that do not compare what receipts said with what they say now. */
import { tell } from './house.ts';
import { afterRestores } from './restored.ts';

vi.mock('../../src/sync/outbox.ts', async (original) => ({ ...(await original<typeof import('../../src/sync/outbox.ts')>()), missing: () => new Set<number>() }));

test('negative control: phones that do not compare leave a restored server without what it had', async () => {
  const { written, lost } = await afterRestores(1);
  tell({ fault: 'the same, and phones that do not compare', times: 1, seen: `${lost} of ${written} lines lost`, control: 'this is the control' });
  expect(lost).toBeGreaterThan(0);
});
