import { base64url } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealText } from '../../../src/sync/envelope.ts';
import { sealUnsigned } from '../../../src/sync/rescue.ts';
import { aCourse } from '../a-course.ts';
import { aPhone, aServer, type Phone, type Server } from '../a-server.ts';

let server: Server;
beforeAll(async () => {
  server = await aServer();
});
afterAll(async () => server.end());

/** What the phone's rescue file holds of these lines, and what wraps its key. */
async function rescued(phone: Phone, lines: readonly string[], whose: { kid?: string } = {}) {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const forServer = await sealText(JSON.stringify({ profile: phone.profile, kid: whose.kid ?? phone.kid, key: base64url.encode(raw) }), server.keys.sealPublic);
  const sealed = await Promise.all(
    lines.map(async (line, index) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(line)));
      return { seq: index + 1, iv: base64url.encode(iv), bytes: base64url.encode(bytes) };
    }),
  );
  return sealUnsigned(forServer, sealed, server.keys.sealPublic);
}

async function notesOf(phone: Phone): Promise<readonly (string | null)[]> {
  return (await server.store.read((r) => r.selectFrom('line').select('note').where('kid', '=', phone.kid).orderBy('seq').execute())).map((row) => row.note);
}

test('work saved without the PIN arrives and is kept with the note that nobody signed it; it counts once its phone sends it signed', async () => {
  const pack = await aCourse();
  await server.publish(pack);
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const jwes = await rescued(phone, lines);
  expect(jwes.length).toBe(1);
  const completions = () => server.store.read((r) => r.selectFrom('completion').select(['notes', 'state']).where('profile', '=', phone.profile).execute());
  const { receipt } = await phone.read(await phone.post(jwes[0]!));
  expect(receipt).toBeUndefined();
  expect(await notesOf(phone)).toEqual(lines.map(() => 'unsigned'));
  expect(await completions()).toEqual([]);
  // The same file by another carrier changes nothing; the phone's own envelope, once its PIN was renewed, is what counts.
  await phone.read(await phone.post(jwes[0]!));
  expect(await notesOf(phone)).toHaveLength(lines.length);
  const signed = await phone.send(lines);
  expect(signed.receipt!.seq).toBe(lines.length);
  expect(await completions()).toEqual([{ notes: 0, state: 'waiting' }]);
  expect((await notesOf(phone)).filter((note) => note === null)).toHaveLength(lines.length);
});

test('whoever makes such a file for another person moves nothing of theirs', async () => {
  const pack = await aCourse();
  const [victim, stranger] = [await aPhone(server), await aPhone(server, 'rauf')];
  const before = await victim.send(await victim.lines([victim.reads(pack)], pack.edition));
  // Of the victim the stranger knows the names of profile and key, which travel in the clear inside the institution.
  const forged = await stranger.lines(victim.takes(pack), pack.edition);
  const after = await victim.read(await stranger.post((await rescued(victim, forged))[0]!));
  expect(after.receipt!.seq).toBe(before.receipt!.seq);
  expect(after.reply.registrations).toEqual(before.reply.registrations);
});

test('control: the same lines signed by the phone carry no such note', async () => {
  const pack = await aCourse();
  const phone = await aPhone(server, 'rauf');
  await phone.send(await phone.lines(phone.takes(pack), pack.edition));
  expect(await notesOf(phone)).not.toContain('unsigned');
});

test('one bad line costs itself; a key of another person or of no phone opens nothing', async () => {
  const pack = await aCourse();
  const [phone, other] = [await aPhone(server), await aPhone(server, 'rauf')];
  const lines = await phone.lines([phone.reads(pack), phone.reads(pack), phone.reads(pack)]);
  const [jwe] = await rescued(phone, [lines[0]!, 'no line', lines[2]!]);
  expect((await phone.post(jwe!)).status).toBe(200);
  expect(await notesOf(phone)).toHaveLength(3);
  expect((await phone.post((await rescued(phone, lines, { kid: other.kid }))[0]!)).status).toBe(400);
  expect((await phone.post((await rescued(phone, lines, { kid: 'nobody' }))[0]!)).status).toBe(202);
  expect((await phone.post(await sealText('{"karvan":1,"kind":"unsigned"}', server.keys.sealPublic))).status).toBe(400);
  expect(await notesOf(other)).not.toContain('unsigned');
});
