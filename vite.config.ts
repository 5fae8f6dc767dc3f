import { cpSync, readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { VitePWA } from 'vite-plugin-pwa';
import { budget } from './src/app/budget.plugin.ts';
import { PACK_FILE_ENDING, PACK_FILE_TYPE } from './src/pack/archive.ts';
import { CARRIED, CARRIED_ENDINGS } from './src/sync/bundle.ts';
import { cldr } from './src/app/ui/cldr.plugin.ts';
import { chromium } from './tests/chromium.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };
const browser = chromium();

const shell =
  /node_modules\/(react|react-dom|scheduler|dexie|i18next|react-i18next|wouter|regexparam|use-sync-external-store)\/|node_modules\/uuid\/dist\/(rng|stringify|v7)\.|src\/device\/db\.|src\/app\/(ui\/(bar|boundary|button|device-settings|format|held|icon|mark|notes|page|reload|row|states|words)\.|session|routes|road\/traffic|profile\/idle|home\/(elsewhere|not-found|storage-gate)|library\/(catalogue|stamp|lang-marks|entry-size|fresh-catalogue|mandatory)\.)/;

/** A plugin that runs for the app's build alone. */
const ofClient = (plugin: Plugin): Plugin => ({ ...plugin, applyToEnvironment: (environment) => environment.name === 'client' });

const mocked = 'tests/app/**/*.mocked.test.{ts,tsx}';

/** Tests of screens, in Node with what a browser has. */
const dom = (test: NonNullable<TestProjectInlineConfiguration['test']>): TestProjectInlineConfiguration => ({
  extends: true,
  resolve: { alias: { 'virtual:pwa-register': new URL('tests/app/pwa-register.ts', import.meta.url).pathname } },
  test: { environment: 'happy-dom', maxWorkers: 2, testTimeout: 30_000, setupFiles: ['tests/app/setup.ts'], ...test },
});

export default defineConfig({
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [
    react(),
    cldr(),
    // The worker holds the desk's files only where they are wanted without a network (src/worker/desk-files.ts), and the icons are the system's after the installation: no phone fetches them ahead.
    ofClient(budget(/^(?!assets\/(desk|qr)-).*\.(html|js|css|svg|webmanifest)$/)),
    ...VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/worker',
      filename: 'sw.ts',
      includeManifestIcons: false,
      registerType: 'prompt',
      injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{html,js,css,svg,webmanifest}'], globIgnores: ['**/node_modules/**/*'] },
      manifest: {
        id: '/',
        name: 'Karvan',
        short_name: 'Karvan',
        description: 'Courses that work with no network. Nothing you learned is lost.',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#f4f3ee',
        theme_color: '#0c4b4f',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        // Courses, carried work and replies open with Karvan from a file manager, and are shared with it from other programs.
        file_handlers: [{ action: '/open', accept: { [PACK_FILE_TYPE]: [PACK_FILE_ENDING], [CARRIED]: Object.values(CARRIED_ENDINGS) } }],
        share_target: {
          action: '/share',
          method: 'POST',
          enctype: 'multipart/form-data',
          // A phone that knows no such ending calls the file plain bytes, a ZIP, or the text that a share sheet made of it.
          params: { files: [{ name: 'files', accept: [PACK_FILE_TYPE, CARRIED, PACK_FILE_ENDING, ...Object.values(CARRIED_ENDINGS), 'application/octet-stream', 'application/zip', 'text/plain'] }] },
        },
      },
      // The plugin must not run for the server's build: it would write a second worker.
    }).map(ofClient),
  ],
  // The database's library as modules of today: what it does for browsers of ten years ago is a kilobyte in each of three files.
  resolve: { alias: { dexie: 'dexie/dist/modern/dexie.mjs' } },
  worker: { format: 'es' },
  environments: {
    client: {
      build: {
        outDir: 'dist/app',
        target: 'es2022',
        // A browser that preloads no modules asks for them a little later.
        modulePreload: { polyfill: false },
        // One file for what every screen needs: it is smaller than its parts, and on a slow network each request is a wait.
        // And one for the rooms beneath the app, which the screens after it share: cut by screens they are a third larger.
        rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shell', test: shell }, { name: 'rooms', test: /src.(device|pack|core|sync)./, includeDependenciesRecursively: false }] } } },
      },
    },
    server: {
      consumer: 'server',
      build: {
        outDir: 'dist/node',
        copyPublicDir: false,
        target: 'node20',
        rolldownOptions: { input: { server: 'src/server/main.ts', author: 'src/author/main.ts' } },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments.client!);
      await builder.build(builder.environments.server!);
      // The slots' page is no part of the app: it is served as it is, on origins of its own.
      cpSync(new URL('src/content', import.meta.url), new URL('dist/content', import.meta.url), { recursive: true });
    },
  },
  test: {
    globals: true,
    projects: [
      // One after another. A worker keeps what it loaded from file to file: half of their time would go into loading.
      { extends: true, test: { name: 'node', environment: 'node', isolate: false, maxWorkers: 2, testTimeout: 30_000, include: ['tests/{core,pack,sync,server,author,conformance}/**/*.test.ts'] } },
      dom({ name: 'dom', isolate: false, sequence: { groupOrder: 1 }, include: ['tests/app/**/*.test.{ts,tsx}'], exclude: [mocked] }),
      // What stands in a module's place would stand there for the next file too.
      dom({ name: 'mocked', sequence: { groupOrder: 1 }, include: [mocked] }),
      {
        extends: true,
        // Known before the first test: what Vite finds only later makes it load a running test anew.
        optimizeDeps: { include: ['dexie', 'dompurify', 'hash-wasm', 'i18next', 'jose', 'micromark', 'micromark-extension-gfm-table', 'react', 'react-dom/client', 'react-i18next', 'uuid', 'valibot', 'wouter'] },
        test: {
          name: 'chromium',
          isolate: false,
          // After the others: it works alone.
          sequence: { groupOrder: 2 },
          include: ['tests/{device,worker}/**/*.test.ts', 'tests/app/**/*.browser.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: browser.launch }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: { name: 'faults', environment: 'node', include: ['tests/faults/**/*.test.ts'], setupFiles: ['tests/faults/setup.ts'], testTimeout: 3_600_000, hookTimeout: 120_000, maxWorkers: 2 },
      },
      {
        extends: true,
        test: { name: 'journeys', environment: 'node', isolate: false, include: ['tests/journeys/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 120_000, maxWorkers: 2, expect: { poll: { timeout: 30_000 } } },
      },
    ],
  },
});
