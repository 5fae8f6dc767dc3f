import { tell, times } from './house.ts';
import { afterRestores } from './restored.ts';

test('a server that is set back to yesterday has back all that phones hold once they were in contact again', async () => {
  const restores = times(2, 20);
  const { written, lost, unsure } = await afterRestores(restores);
  tell({ fault: 'server restored by copying yesterday’s data back', times: restores, seen: `${lost} of ${written} lines lost`, control: 'phones that do not compare: the line beside it' });
  expect(written).toBeGreaterThan(restores * 8);
  expect({ lost, unsure }).toEqual({ lost: 0, unsure: 0 });
});
