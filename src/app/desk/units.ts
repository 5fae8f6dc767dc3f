import { useTranslation } from 'react-i18next';
import type { Unit } from '../../sync/desk.ts';
import type { Option } from './pick.tsx';
import { useSay } from './say.tsx';
import { useSigned } from './signed.tsx';

/** The units of one's scope for a list, each beneath its parent, set in by depth. `all`: the first line that means every one. */
export function useUnitOptions(all = false): readonly Option[] {
  const { t } = useTranslation('desk');
  const { me } = useSigned();
  const say = useSay();
  const tops = me.units.filter(({ parent }) => !me.units.some(({ id }) => id === parent));
  const options = tops.flatMap((top) => treeOf(top, me.units, 0)).map(({ unit, depth }) => ({ value: unit.id, name: `${'\u2003'.repeat(depth)}${say(unit.name)}` }));
  return all ? [{ value: '', name: t('filter.all-units') }, ...options] : options;
}

/** A unit and all beneath it, each directly under its parent. */
function treeOf(unit: Unit, units: readonly Unit[], depth: number): readonly { readonly unit: Unit; readonly depth: number }[] {
  const below = units.filter(({ parent }) => parent === unit.id);
  return [{ unit, depth }, ...below.flatMap((each) => treeOf(each, units, depth + 1))];
}
