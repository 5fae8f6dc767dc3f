import '@testing-library/jest-dom/vitest';
import 'fake-indexeddb/auto';
import { cleanup } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { loadWords, startWords } from '../../src/app/ui/words.ts';

/** Every test of the app begins in English, with the words and formats that the app itself loads. */
beforeAll(async () => {
  await startWords('en');
  await loadWords('problem', 'person', 'play', 'desk', 'road');
});
afterEach(cleanup);
/** A lesson that is left says so after its screen is gone: that comes to rest before the browser's stand-in goes too. Workers keep what they loaded; what the app remembers in its modules is each file's own. */
afterAll(async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  vi.resetModules();
});
