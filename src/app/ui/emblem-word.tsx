import { useTranslation } from 'react-i18next';
import { isEmblem } from './emblem.tsx';

/** The word of an emblem; one that an older or newer Karvan knew is named as "picture". */
export function EmblemWord({ name }: { readonly name: string }) {
  const { t } = useTranslation('person');
  return isEmblem(name) ? t(`emblem.${name}`) : t('emblem.other');
}
