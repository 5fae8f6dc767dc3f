import { useTranslation } from 'react-i18next';
import { say, type Edition } from '../../core/ids.ts';
import { manifestHeld } from '../../device/editions.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { useLanguage } from '../ui/words.ts';

/** That a wrong answer key was corrected and a result marked again, with its author's word on it where that is on this phone. */
export function Corrected({ by }: { readonly by: Edition }) {
  const { t } = useTranslation('play');
  const { db } = useSession();
  const manifest = useHeld(() => manifestHeld(db, by), [db, by]);
  const lang = useLanguage();
  const reason = manifest?.supersedes?.find((each) => each.reason)?.reason;
  const said = reason && say(reason, [lang], manifest?.source);
  return (
    <Banner icon="check" isInset>
      {t('result.corrected')} {said && <span lang={said.lang}>{said.text}</span>}
    </Banner>
  );
}
