/**
 * With everybody locked no name and no answer can be read in the browser's files, packed parts unpacked. Control: the same statements
 * written in plain are found, in a part that is packed and cannot be found without unpacking it.
 */
import { aPhone } from '../journeys/a-phone.ts';
import { filesHolding, unsnap } from '../journeys/browser-files.ts';
import { aPage, type PageHost } from './a-page.ts';
import { tell } from './house.ts';

// What repeats is packed: as it lies there only its first part can be found.
const [SECRET, PLAIN, NAME] = ['sirli-cavab-sirli-cavab-sirli-cavab', 'açıq-yazı-açıq-yazı-açıq-yazı-açıq', 'Gülşən Məmmədova-Məmmədova'];

let host: PageHost;
beforeAll(async () => {
  host = await aPage();
});
afterAll(() => host?.close());

test('a small text is unpacked, also where a copy reaches into itself; what is none is refused', () => {
  const packed = Buffer.concat([Buffer.from([24, 7 << 2]), Buffer.from('nezaret-'), Buffer.from([((16 - 1) << 2) | 2, 8, 0])]);
  expect(unsnap(packed)?.toString()).toBe('nezaret-nezaret-nezaret-');
  expect([unsnap(Buffer.from([4, 2, 8, 0])), unsnap(packed.subarray(0, 6)), unsnap(Buffer.from([]))]).toEqual([undefined, undefined, undefined]);
});

test('with all profiles locked no name and no answer is in the browser’s files; what was written in plain is found, also packed', async () => {
  const phone = aPhone();
  const open = async () => {
    const page = await phone.open(host.url);
    await page.waitForFunction(() => 'faults' in globalThis);
    return page;
  };
  try {
    const page = await open();
    await page.evaluate((name) => faults.begin(name), NAME);
    await page.evaluate((word) => faults.answerWith(word, 'as it should'), SECRET);
    await page.evaluate((word) => faults.answerWith(word, 'in plain'), PLAIN);
    // Opened and closed once more: what lay in a log is in a packed table then.
    for (let n = 0; n < 2; n++) {
      await phone.close();
      const again = await open();
      expect((await again.evaluate(() => faults.held())).length).toBe(40);
    }
    await phone.close();
    const plain = filesHolding(phone.folder, PLAIN);
    expect(plain.map(({ how }) => how)).toContain('unpacked');
    for (const secret of [SECRET, NAME, NAME.split(' ')[0]!, '"response":"']) expect(filesHolding(phone.folder, secret), secret).toEqual([]);
    tell({ fault: 'a locked phone’s files are searched, packed parts unpacked', times: 1, seen: 'no name and no answer found', control: `the same answers in plain: found in ${plain.length} file${plain.length === 1 ? '' : 's'}, packed` });
  } finally {
    await phone.end();
  }
});
