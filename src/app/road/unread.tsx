import { useTranslation } from 'react-i18next';
import { unreadReplies } from '../../device/unread.ts';
import { useOpen, useSession } from '../session.tsx';
import { EmblemWord } from '../ui/emblem-word.tsx';
import { Emblem } from '../ui/emblem.tsx';
import { useHeld } from '../ui/held.ts';
import { Row } from '../ui/row.tsx';
import { Part } from './part.tsx';

/** Replies that came and were not opened yet, by the picture of the person whose PIN opens them. */
export function UnreadReplies() {
  const { t } = useTranslation('road');
  const { db } = useSession();
  const { id } = useOpen();
  const unread = useHeld(() => unreadReplies(db), [db]);
  return (
    <Part name={t('unread.title')}>
      {unread?.map(({ profile, emblem, count }) => (
        <Row key={profile} start={<Emblem name={emblem} />} name={<EmblemWord name={emblem} />} facts={t('unread.count', { count })} under={<span className="note">{t(profile === id ? 'unread.mine' : 'unread.others')}</span>} />
      ))}
    </Part>
  );
}
