/** What `serve --trial` adds to an empty data folder: sample courses, an institution and people to try Karvan with. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { isProblem } from '../../core/problem.ts';
import type { CatalogueEntry } from '../../pack/layout.ts';
import type { Role } from '../../sync/desk.ts';
import { publishFolder } from '../catalogue/shelf.ts';
import { asListed, changeTrust } from '../catalogue/trust.ts';
import type { Deps } from '../deps.ts';
import { writeWhole } from '../store/files.ts';
import type { UnitRow } from '../store/schema.ts';
import type { Writer } from '../store/store.ts';
import { makeCode, newPassword } from './codes.ts';
import { hashPassword } from './passwords.ts';

type Account = { readonly role: Role; readonly name: string; readonly login?: string; readonly password?: string; readonly code?: string };

/** Where the door of the command line has built the sample courses, and who signed them. */
const SAMPLES = 'trial/packs';
const PUBLISHER = 'karvan-samples';

/** Does nothing in a folder that has people. Whatever is interrupted is done again at the next start. */
export async function beginTrial(deps: Deps, root: JWK, say: (line: string) => void): Promise<void> {
  const { store, data } = deps;
  if (await store.read((r) => r.selectFrom('person').select('id').limit(1).executeTakeFirst())) return;
  const courses = await publishSamples(deps, root, say);
  const secrets = new Map(await Promise.all(people.filter((each) => each.role !== 'learner').map(async ({ name }) => [name, await secretOf()] as const)));
  const accounts = await store.write(async (w) => {
    const made = await addPeople(w, deps, secrets);
    await assign(w, deps, courses);
    // Written before the commit: a person in the table without a password on paper would be of no use to anybody.
    await writeWhole(join(data, 'trial-accounts.json'), `${JSON.stringify({ accounts: made }, undefined, 2)}\n`);
    return made;
  });
  await rm(join(data, 'trial'), { recursive: true, force: true });
  for (const line of cards(accounts)) say(line);
}

const place = (tr: string, az: string, kk: string, ru: string, en: string) => JSON.stringify({ tr, az, kk, ru, en });
const units: readonly UnitRow[] = [
  { id: 'trial-country', parent: null, kind: 'country', name: place('Deneme ülkesi', 'Sınaq ölkəsi', 'Сынақ елі', 'Пробная страна', 'Trial country') },
  { id: 'trial-institution', parent: 'trial-country', kind: 'institution', name: place('Kamu Hizmetleri Kurumu', 'Dövlət Xidmətləri İdarəsi', 'Мемлекеттік қызметтер басқармасы', 'Управление государственных услуг', 'Public Services Office') },
  { id: 'trial-north', parent: 'trial-institution', kind: 'unit', name: place('Kuzey saha bürosu', 'Şimal sahə bürosu', 'Солтүстік далалық бөлім', 'Северное полевое отделение', 'Northern field office') },
  { id: 'trial-south', parent: 'trial-institution', kind: 'unit', name: place('Güney saha bürosu', 'Cənub sahə bürosu', 'Оңтүстік далалық бөлім', 'Южное полевое отделение', 'Southern field office') },
];

/** `from`: the unit from which the role reaches down. */
const people: readonly { readonly role: Role; readonly name: string; readonly unit: string; readonly from: string }[] = [
  { role: 'learner', name: 'Aysel Quliyeva', unit: 'trial-north', from: 'trial-north' },
  { role: 'learner', name: 'Нұрлан Сәдіқов', unit: 'trial-north', from: 'trial-north' },
  { role: 'trainer', name: 'Elif Demir', unit: 'trial-north', from: 'trial-north' },
  { role: 'supervisor', name: 'Дана Ахметова', unit: 'trial-north', from: 'trial-institution' },
  { role: 'author', name: 'Анна Петрова', unit: 'trial-south', from: 'trial-institution' },
  { role: 'operator', name: 'Kamal Əliyev', unit: 'trial-south', from: 'trial-country' },
];

async function publishSamples(deps: Deps, root: JWK, say: (line: string) => void): Promise<readonly CatalogueEntry[]> {
  const folders = await packFolders(join(deps.data, SAMPLES));
  if (folders.length === 0) return [];
  const key = asListed(JSON.parse(await readFile(join(deps.data, 'keys', `${PUBLISHER}.public.json`), 'utf8')) as JWK);
  await changeTrust(deps.store, root, { now: deps.now(), who: 'karvan', why: 'trial' }, (list) => {
    if (list.publishers.some((each) => each.keys.some((held) => held.key.kid === key.kid))) return list;
    const name = { tr: 'Karvan örnekleri', az: 'Karvan nümunələri', kk: 'Karvan үлгілері', ru: 'Образцы Karvan', en: 'Karvan samples' };
    return { ...list, publishers: [...list.publishers, { id: PUBLISHER, name, keys: [{ key, from: '2020-01-01T00:00:00.000Z' }] }] };
  });
  const entries: CatalogueEntry[] = [];
  for (const folder of folders) {
    const shelved = await publishFolder(deps, folder, 'karvan');
    if (isProblem(shelved)) say(`A sample course could not be published (${shelved.code}${shelved.detail ? `, ${shelved.detail}` : ''}).`);
    else if ('course' in shelved.entry) entries.push(shelved.entry);
  }
  return entries;
}

/** `<publisher>/<slug>/<edition>` below a folder. */
async function packFolders(folder: string, depth = 3): Promise<readonly string[]> {
  if (depth === 0) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inner = await Promise.all(entries.filter((entry) => entry.isDirectory()).map((entry) => packFolders(join(folder, entry.name), depth - 1)));
  return inner.flat().toSorted();
}

async function secretOf(): Promise<{ password: string; hash: string }> {
  const password = newPassword();
  return { password, hash: await hashPassword(password) };
}

async function addPeople(w: Writer, { now, newId }: Deps, secrets: ReadonlyMap<string, { password: string; hash: string }>): Promise<readonly Account[]> {
  const made = new Date(now()).toISOString();
  await w.insertInto('unit').values([...units]).execute();
  const accounts: Account[] = [];
  for (const [index, { role, name, unit, from }] of people.entries()) {
    const [id, secret] = [newId(), secrets.get(name)];
    const login = secret ? role : null;
    await w.insertInto('person').values({ id, name, number: String(index + 1), institution: 'trial-institution', login, password: secret?.hash ?? null, made }).execute();
    await w.insertInto('membership').values({ person: id, unit, since: made.slice(0, 10), until: null }).execute();
    await w.insertInto('grants').values({ person: id, role, unit: from }).execute();
    // Everybody learns, but the author and the operator have enough to type already.
    const code = role === 'author' || role === 'operator' ? undefined : (await makeCode(w, { kind: 'enrol', person: id, by: 'karvan', now: now() })).code;
    accounts.push({ role, name, ...(secret ? { login: role, password: secret.password } : {}), ...(code === undefined ? {} : { code }) });
  }
  return accounts;
}

/** One course is mandatory within a fortnight, another is offered; the others anybody may take. */
async function assign(w: Writer, { now, newId }: Deps, courses: readonly CatalogueEntry[]): Promise<void> {
  const order = ['safe-computers', 'public-ethics'].map((slug) => `${PUBLISHER}/${slug}`);
  const assigned = courses.filter(({ course }) => order.includes(course)).toSorted((a, b) => order.indexOf(a.course) - order.indexOf(b.course));
  const supervisor = await w.selectFrom('grants').select('person').where('role', '=', 'supervisor').executeTakeFirstOrThrow();
  const made = new Date(now()).toISOString();
  const due = new Date(now() + 14 * 86_400_000).toISOString().slice(0, 10);
  for (const [index, { course }] of assigned.entries()) {
    const isMandatory = index === 0;
    await w.insertInto('assignment').values({ id: newId(), course, unit: 'trial-north', due: isMandatory ? due : null, mandatory: isMandatory ? 1 : 0, by: supervisor.person, made }).execute();
  }
}

function cards(accounts: readonly Account[]): readonly string[] {
  const rows = accounts.map(({ role, name, login, password, code }) => [`  ${role}`, name, login ? `sign in as ${login}, password ${password}` : '', code ? `phone code ${code}` : ''].filter(Boolean).join(' · '));
  return ['People of this trial (shown once; also in trial-accounts.json of the data folder):', ...rows, 'Learners type their code in the app. The others sign in at /desk.'];
}
