import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../core/problem.ts';
import { rescueFile } from '../../device/rescue.ts';
import { giveFile } from '../carry/give.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Page, Title } from '../ui/page.tsx';

/** What this phone holds and nobody confirmed, into one sealed file: without a PIN, for whoever forgot it or cannot get in any more. */
export function RescueScreen({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation(['person', 'ui']);
  return (
    <Page name={t('rescue.title')} bar={<Bar back={{ onPress: onBack, name: t('ui:common.back') }} />}>
      <Title>{t('rescue.title')}</Title>
      <RescueFile />
    </Page>
  );
}

/** The same as a part of another screen. */
export function RescueFile() {
  const { t } = useTranslation('person');
  const { db, world } = useSession();
  const [said, setSaid] = useState<'none' | 'done' | 'failed'>();
  const make = async () => {
    setSaid(undefined);
    const text = await rescueFile(db, world);
    if (text === undefined) return setSaid('none');
    if (isProblem(text)) return setSaid('failed');
    const given = await giveFile(text, 'work', world.now());
    if (given.kind !== 'dropped') setSaid('done');
  };
  return (
    <div className="stack stack--wide">
      <p>{t('rescue.lead')}</p>
      <Button isWide icon="download" onPress={() => void make().catch(() => setSaid('failed'))}>
        {t('rescue.do')}
      </Button>
      <p role="status">{said && t(`rescue.${said}`)}</p>
    </div>
  );
}
