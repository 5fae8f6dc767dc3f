import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { useFormat } from '../ui/words.ts';
import type { Shown } from './lines.ts';

/** Two people worked on one line: both texts, who the other was, and a choice. Nothing is undone before it. */
export function LineApart({ shown: { line, text }, lang, onTheirs, onMine }: { readonly shown: Shown; readonly lang: string; readonly onTheirs: () => void; readonly onMine: () => void }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return (
    <section className="notice notice--wait" role="status">
      <h2 className="notice__name">{t('apart.name')}</h2>
      <p>{line.by !== undefined && line.at !== undefined ? t('apart.by', { name: line.by, when: format.moment(line.at, world.now()) }) : t('apart.anew')}</p>
      <h3 className="strong">{t('apart.theirs')}</h3>
      <p className="lines__text" lang={lang}>
        {line.target === '' ? '–' : line.target}
      </p>
      <Button isDense onPress={onTheirs}>
        {t('apart.take-theirs')}
      </Button>
      <h3 className="strong">{t('apart.mine')}</h3>
      <p className="lines__text" lang={lang}>
        {text}
      </p>
      <Button isDense onPress={onMine}>
        {t('apart.take-mine')}
      </Button>
    </section>
  );
}
