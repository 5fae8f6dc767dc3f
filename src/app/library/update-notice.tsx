import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type Problem } from '../../core/problem.ts';
import { loadManifest } from '../../device/packs.ts';
import { missingPieces, sizeOf } from '../../pack/pieces.ts';
import type { CatalogueEntry } from '../../pack/layout.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notes.tsx';
import { Failed } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import type { CourseHere } from './courses.ts';
import { startDownload } from './downloads.ts';

/** A newer release: what it costs is only what changed, and lessons already done stay done. */
export function UpdateNotice({ here, entry }: { readonly here: CourseHere; readonly entry: CatalogueEntry }) {
  const { t } = useTranslation();
  const { db, fetch, isOnline } = useSession();
  const format = useFormat();
  const [bytes, setBytes] = useState<number>();
  const [refused, setRefused] = useState<Problem>();
  const { choice } = here.install;
  useEffect(() => {
    if (!isOnline) return;
    let isGone = false;
    void loadManifest(db, fetch, entry.course, entry.edition).then((newer) => {
      if (isGone) return;
      if (isProblem(newer)) return setRefused(isOfTheRoad(newer) ? undefined : newer);
      const held = new Set(here.manifest.pieces.map(([digest]) => digest));
      setBytes(sizeOf(newer, missingPieces(newer, held, choice)));
    });
    return () => {
      isGone = true;
    };
  }, [db, fetch, entry.course, entry.edition, here.manifest, choice, isOnline]);
  if (refused) return <Failed problem={refused} />;
  if (bytes === undefined) return null;
  return (
    <Notice name={t('renew.title')}>
      <p>{t('renew.lead')}</p>
      <Button isWide icon="download" isOff={!isOnline} onPress={() => startDownload({ course: entry.course, edition: entry.edition, choice })}>
        {t('renew.get', { size: format.size(bytes) })}
      </Button>
    </Notice>
  );
}

/** Passes by itself; nobody needs to hear of it. */
function isOfTheRoad({ code }: Problem): boolean {
  return code === 'offline' || code === 'server-unreachable' || code === 'server-busy';
}
