/** Writes the second copy in a thread of its own: only there a browser gives files that can be flushed. */
import { carryOut, type FileOrder } from '../../device/journal-file.ts';

self.addEventListener('message', ({ data }: MessageEvent<{ readonly id: number; readonly order: FileOrder }>) => {
  void carryOut(data.order).then((done) => self.postMessage({ id: data.id, done }));
});
