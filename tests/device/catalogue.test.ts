import { expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { catalogueHeld, refreshCatalogue } from '../../src/device/catalogue.ts';
import { refreshTrust, trustHeld } from '../../src/device/trust.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import { signRoot, signTrustList } from '../../src/pack/trust.ts';
import { aTrustFile } from './a-course.ts';
import { aDb, reopened } from './a-phone.ts';
import { always, noNetwork } from './a-server.ts';

const entry = { course: 'ministry/ethics', edition: 'e', release: 1, issued: '2026-11-01T00:00:00.000Z', title: { az: 'Etika' }, source: 'az', languages: ['az'], voices: [], machine: [], lessons: 2, sizes: { text: 10 } };

test('the catalogue is there without a network, with the day on which it was fetched', async () => {
  const db = aDb();
  expect(await catalogueHeld(db)).toBeUndefined();
  expect(await refreshCatalogue(db, noNetwork)).toMatchObject({ code: 'server-unreachable' });
  await refreshCatalogue(db, always(200, { karvan: 1, courses: [entry] }, { date: 'Tue, 24 Nov 2026 10:00:00 GMT', etag: '"a"' }));
  const again = reopened(db);
  expect(await refreshCatalogue(again, noNetwork)).toMatchObject({ code: 'server-unreachable' });
  expect(await catalogueHeld(again)).toEqual({ entries: [entry], at: '2026-11-24T10:00:00.000Z' });
});

test('an unchanged catalogue is not sent again, and another page is no catalogue', async () => {
  const db = aDb();
  await refreshCatalogue(db, always(200, { karvan: 1, courses: [entry] }, { date: 'Tue, 24 Nov 2026 10:00:00 GMT', etag: '"a"' }));
  const asked: (string | null)[] = [];
  const unchanged: typeof fetch = async (_, init) => {
    asked.push(new Headers(init?.headers).get('if-none-match'));
    return new Response(null, { status: 304, headers: { date: 'Wed, 25 Nov 2026 10:00:00 GMT' } });
  };
  expect(await refreshCatalogue(db, unchanged)).toMatchObject({ at: '2026-11-25T10:00:00.000Z' });
  expect(asked).toEqual(['"a"']);
  for (const other of [always(200, '<html>'), always(200, { courses: 1 }), always(503)]) expect(await refreshCatalogue(db, other)).toMatchObject({ kind: 'problem' });
  expect((await catalogueHeld(db))!.entries).toEqual([entry]);
});

test('the root that a phone saw first is the one it believes, also after a restart', async () => {
  const db = aDb();
  expect(await trustHeld(db)).toBeUndefined();
  const first = await refreshTrust(db, always(200, await aTrustFile()));
  if (isProblem(first)) throw new Error(first.code);
  expect(first.list.version).toBe(1);
  const stranger = await newSigningKey();
  const forged = { karvan: 1, roots: [await signRoot(stranger.publicKey, stranger.privateKey)], list: await signTrustList({ ...first.list, version: 9 }, stranger.privateKey) };
  const again = reopened(db);
  expect(await refreshTrust(again, always(200, forged))).toMatchObject({ code: 'trust-root-changed' });
  expect(await refreshTrust(again, always(200, await aTrustFile({ version: 3 })))).toMatchObject({ list: { version: 3 } });
  expect(await refreshTrust(again, always(200, await aTrustFile({ version: 2 })))).toMatchObject({ list: { version: 3 } });
  expect(await refreshTrust(again, always(200, '<html>'))).toMatchObject({ kind: 'problem' });
  expect(await trustHeld(again)).toMatchObject({ list: { version: 3 } });
});
