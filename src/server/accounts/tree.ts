/** Institutions and their units by the names that people write, in whatever language and spelling they are kept. */
import { sql } from 'kysely';
import { say, type LanguageMap } from '../../core/ids.ts';
import { fold } from '../../core/quiz/fold.ts';
import type { Unit } from '../../sync/desk.ts';
import type { Reader, Writer } from '../store/store.ts';
import { scopeOf, type Desk } from './scope.ts';

export type Node = { readonly id: string; readonly parent: string | null; readonly kind: Unit['kind']; readonly name: LanguageMap; readonly isNew: boolean };
export type Tree = { readonly nodes: Map<string, Node>; /** Makes what is not known, instead of calling it a fault. */ readonly makes: ((kind: Unit['kind'], parent: string | null, name: string) => Node) | undefined };

/** The units that an operator reaches; without a desk, all. */
export async function treeOf(r: Reader, desk: Desk | undefined, makes: { newId: () => string } | undefined): Promise<Tree> {
  type Row = Omit<Node, 'name' | 'isNew'> & { name: string };
  const { rows } = desk
    ? await sql<Row>`with recursive ${scopeOf(desk, ['operator'])} select u.id, u.parent, u.kind, u.name from scope join unit u on u.id = scope.id`.execute(r)
    : await sql<Row>`select id, parent, kind, name from unit`.execute(r);
  const nodes = new Map(rows.map((row) => [row.id, { ...row, name: JSON.parse(row.name) as LanguageMap, isNew: false }]));
  const make = (kind: Unit['kind'], parent: string | null, name: string): Node => {
    const node: Node = { id: makes!.newId(), parent, kind, name: { und: name }, isNew: true };
    nodes.set(node.id, node);
    return node;
  };
  return { nodes, makes: makes && make };
}

/** Found, or why not. */
export type Found = { readonly node: Node } | { readonly fault: 'institution-unknown' | 'unit-unknown' | 'unit-ambiguous' };

/** An institution (or a country, for those who belong to none) by id or name. A new one is put under the one country there is. */
export function findInstitution(tree: Tree, written: string, isWithinAll: boolean): Found {
  const found = named([...tree.nodes.values()].filter((node) => node.kind !== 'unit'), written);
  if (found.length === 1) return { node: found[0]! };
  if (found.length > 1) return { fault: 'unit-ambiguous' };
  const countries = [...tree.nodes.values()].filter((node) => node.kind === 'country');
  if (!tree.makes || written === '' || countries.length > 1 || (countries.length === 0 && !isWithinAll)) return { fault: 'institution-unknown' };
  return { node: tree.makes('institution', countries[0]?.id ?? null, written) };
}

/** A unit below an institution by id or name; nothing written is the institution itself. */
export function findUnit(tree: Tree, institution: Node, written: string): Found {
  if (written === '') return { node: institution };
  const found = named([...tree.nodes.values()].filter((node) => node.kind === 'unit' && isBelow(tree, node, institution)), written);
  if (found.length === 1) return { node: found[0]! };
  if (found.length > 1) return { fault: 'unit-ambiguous' };
  return tree.makes ? { node: tree.makes('unit', institution.id, written) } : { fault: 'unit-unknown' };
}

/** Writes what was made, each after its parent (that is how it was made). */
export async function keepNewUnits(w: Writer, { nodes }: Tree): Promise<void> {
  for (const { id, parent, kind, name, isNew } of nodes.values()) {
    if (isNew) await w.insertInto('unit').values({ id, parent, kind, name: JSON.stringify(name) }).execute();
  }
}

/** A unit's name for paper. */
export function nameOf(node: Node): string {
  return say(node.name, []).text;
}

function named(nodes: readonly Node[], written: string): readonly Node[] {
  const byId = nodes.filter((node) => node.id === written);
  if (byId.length > 0) return byId;
  const exact = nodes.filter((node) => Object.values(node.name).includes(written));
  // Spelled otherwise counts only when nothing is spelled just so: two units may differ in one letter.
  return exact.length > 0 ? exact : nodes.filter((node) => Object.values(node.name).some((name) => fold(name) === fold(written) && fold(written) !== ''));
}

function isBelow({ nodes }: Tree, node: Node, top: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent === null ? undefined : nodes.get(at.parent)) if (at.id === top.id) return true;
  return false;
}
