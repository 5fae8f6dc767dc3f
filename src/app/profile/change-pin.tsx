import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../core/problem.ts';
import { changePin, unlock } from '../../device/profiles.ts';
import { useOpen, useSession } from '../session.tsx';
import { NewPin, PinPad } from './pin-pad.tsx';

/** The old PIN once, the new one twice. */
export function ChangePin({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation(['person', 'problem']);
  const { world } = useSession();
  const open = useOpen();
  const [isKnown, setKnown] = useState(false);
  const [says, setSays] = useState('');
  if (!isKnown) {
    const check = async (pin: string) => {
      setSays('');
      const result = await unlock(open.db, open.id, pin, world);
      if (isProblem(result)) setSays(t(`problem:${result.code}`));
      else setKnown(true);
    };
    return <PinPad label={t('pin.old')} says={says} onPin={check} />;
  }
  return (
    <NewPin
      first={t('pin.new')}
      again={t('pin.again')}
      onPin={async (pin) => {
        await changePin(open, pin);
        onDone();
      }}
    />
  );
}
