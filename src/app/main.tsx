/** The app's only place where the world is real: clock, chance, network, database, service worker. */
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { v7 } from 'uuid';
import { openDb } from '../device/db.ts';
import { copyWorkers } from '../device/storage.ts';
import { StorageGate } from './home/storage-gate.tsx';
import { Routes } from './routes.tsx';
import { SessionProvider, type Real, type Updates } from './session.tsx';
import { Boundary } from './ui/boundary.tsx';
import { chosenLanguage, chosenTheme, showTheme } from './ui/device-settings.ts';
import { firstLanguage, loadWords, startWords } from './ui/words.ts';
import './ui/all.css';

showTheme(chosenTheme());
await startWords(firstLanguage(chosenLanguage(), navigator.languages));

const real = {
  db: openDb(),
  world: { now: () => Date.now(), newId: () => v7() },
  fetch: (input, init) => fetch(input, init),
  chance: () => Math.random(),
  updates: watchUpdates(),
} satisfies Real;

copyWorkers.set(real.db, () => new Worker(new URL('./profile/journal.worker.ts', import.meta.url), { type: 'module', name: 'karvan-journal' }));

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Suspense fallback={null}>
      <Boundary>
        <SessionProvider real={real}>
          <StorageGate>
            <Routes />
          </StorageGate>
        </SessionProvider>
      </Boundary>
    </Suspense>
  </StrictMode>,
);

// What a browser kept of a page that was left may be another person's, and unlocked: who comes back to it begins anew.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

// On a bad line the first screen comes before anything else: the words for trouble, and all of Karvan for the days without a network.
setTimeout(() => {
  void loadWords('problem');
  void import('./library/downloads.ts').then(({ resumeDownloads }) => resumeDownloads(real.db)).catch(() => undefined);
  void import('./open/leftovers.ts').then(({ clearLeftovers }) => clearLeftovers(real.db, real.world)).catch(() => undefined);
  void real.updates.watch().catch(() => undefined);
}, 4000);

/** A new version is only told of; the person says when, and never in a lesson. */
function watchUpdates(): Updates & { readonly watch: () => Promise<void> } {
  const listeners = new Set<() => void>();
  let isReady = false;
  let use: Updates['apply'] | undefined;
  return {
    watch: async () => {
      const { watchVersion } = await import('./home/new-version.ts');
      use = watchVersion(() => {
        isReady = true;
        for (const listener of listeners) listener();
      });
    },
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    isReady: () => isReady,
    apply: (first) => use?.(first),
  };
}
