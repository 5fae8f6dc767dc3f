import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Digest } from '../../core/ids.ts';
import type { Manifest, Rendition } from '../../pack/manifest.ts';
import { chosenGroups, missingPieces, piecesOf, sizeOf, type Choice } from '../../pack/pieces.ts';
import { installs } from '../../device/installs.ts';
import { startDownload, useDownload } from '../library/downloads.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { useFormat } from '../ui/words.ts';
import { languageName } from './language-name.tsx';
import type { Lesson } from './lesson.ts';

/** Fetches another language of the course: says what that adds before the tap. */
export function GetLanguage({ lesson, lang }: { readonly lesson: Lesson; readonly lang: string }) {
  const { t } = useTranslation('play');
  const format = useFormat();
  const more = useMore(lesson, (choice) => ({ ...choice, languages: [...choice.languages, lang] }));
  if (!more) return null;
  return (
    <More {...more}>{more.isUnderWay ? t('more.language-coming', { language: languageName(lang, format) }) : t('more.language', { language: languageName(lang, format), size: format.size(more.bytes) })}</More>
  );
}

/** Fetches the picture of a film whose sound alone is here. */
export function GetMore({ lesson, rendition, onReady }: { readonly lesson: Lesson; readonly rendition: Rendition; readonly onReady: () => void }) {
  const { t } = useTranslation('play');
  const format = useFormat();
  const more = useMore(lesson, (choice) => ({ ...choice, rendition }));
  const download = useDownload(lesson.course);
  if (!more) return null;
  if (more.isAsked && download?.kind === 'ready') {
    return (
      <Button icon="play" onPress={onReady}>
        {t('more.film-ready')}
      </Button>
    );
  }
  return (
    <div className="stack">
      <p className="note">{t('more.film-away')}</p>
      <More {...more}>{more.isUnderWay ? t('more.film-coming') : t('more.film', { size: format.size(more.bytes) })}</More>
    </div>
  );
}

type MoreHere = { readonly bytes: number; readonly isUnderWay: boolean; readonly isAsked: boolean; readonly get: () => void };

function useMore(lesson: Lesson, change: (choice: Choice) => Choice): MoreHere | undefined {
  const { db } = useSession();
  const download = useDownload(lesson.course);
  const [isAsked, setAsked] = useState(false);
  const install = useHeld(async () => (await installs(db)).find((each) => each.course === lesson.course), [db, lesson.course]);
  // Another edition is on its way or here: what is missing of this one is not fetched any more.
  if (!install || install.edition !== lesson.edition || install.next) return undefined;
  const choice = change(install.choice);
  return {
    bytes: sizeOf(lesson.manifest, missingPieces(lesson.manifest, heldBy(lesson.manifest, install.choice), choice)),
    isUnderWay: isAsked && download !== undefined && download.kind !== 'paused' && download.kind !== 'ready',
    isAsked,
    get: () => {
      setAsked(true);
      startDownload({ course: lesson.course, edition: lesson.edition, choice });
    },
  };
}

function More({ isUnderWay, get, children }: MoreHere & { readonly children: string }) {
  const { t } = useTranslation(['play', 'ui']);
  const { isOnline } = useSession();
  return (
    <div className="stack stack--tight">
      <Button icon="download" isOff={!isOnline || isUnderWay} onPress={get}>
        {children}
      </Button>
      {!isOnline && <p className="note">{t('more.offline')}</p>}
    </div>
  );
}

function heldBy(manifest: Manifest, choice: Choice): ReadonlySet<Digest> {
  return new Set(chosenGroups(manifest, choice).flatMap(piecesOf).map((index) => manifest.pieces[index]![0]));
}
