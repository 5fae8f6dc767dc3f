import { useTranslation } from 'react-i18next';
import { HEADROOM } from '../../device/space.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notes.tsx';
import { Room } from '../ui/cost.tsx';
import { useFormat } from '../ui/words.ts';
import type { Price, RenditionPrice } from './price.ts';

type Props = {
  readonly bytes: number;
  readonly free: number;
  readonly smaller: Price['smaller'];
  readonly onSmaller: (rendition: RenditionPrice['rendition']) => void;
};

/** Not enough room: a number, and two ways out. */
export function NoRoom({ bytes, free, smaller, onSmaller }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const lacking = bytes + HEADROOM - free;
  const whole = Math.max(1, bytes + HEADROOM);
  return (
    <Notice kind="wait" name={t('space.lacking', { size: format.size(lacking) })}>
      <Room
        hasKey={false}
        label={t('space.lacking-label', { free: format.size(free), need: format.size(bytes) })}
        parts={[
          { kind: 'ours', share: Math.min(1, free / whole), name: '', figure: '' },
          { kind: 'new', share: Math.min(1, lacking / whole), name: '', figure: '' },
        ]}
      />
      <p>{t('space.lacking-lead')}</p>
      <Button isWide kind="main" to="/storage">
        {t('space.free-some')}
      </Button>
      {smaller && (
        <Button isWide onPress={() => onSmaller(smaller.rendition)}>
          {t(`rendition.${smaller.rendition}`)}, {format.size(smaller.bytes)}
        </Button>
      )}
    </Notice>
  );
}
