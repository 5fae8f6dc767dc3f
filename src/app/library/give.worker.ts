/** Writes a private file in a thread of its own: only there browsers let one write at any place. Everything else is done by the page. */
import { privateWriter, type WriteOrder } from '../../device/private-file.ts';

const write = privateWriter();

self.addEventListener('message', async ({ data }: MessageEvent<WriteOrder>) => self.postMessage(await write(data)));
