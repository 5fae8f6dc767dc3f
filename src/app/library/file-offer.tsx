import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Db } from '../../device/db.ts';
import type { PackFile as AnyFile } from '../../device/pack-file.ts';
import { askPersist } from '../../device/space.ts';
import type { Manifest } from '../../pack/manifest.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Cost } from '../ui/cost.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page } from '../ui/page.tsx';
import { Bones } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { ChooseKind } from './choose-kind.tsx';
import { CourseHead } from './course-head.tsx';
import { startDownload } from './downloads.ts';
import { FromFile } from './from-file.tsx';
import { NoRoom } from './no-room.tsx';
import { usePrice, type AtHand, type Price } from './price.ts';

type PackFile = AnyFile<Manifest>;
type Props = { readonly file: Blob; readonly pack: PackFile; readonly onBegin: () => void };

/** A verified course in a file, before anything is taken: what the file gives, what it lacks, and what that takes of the phone. */
export function FileOffer(props: Props) {
  const { db } = useSession();
  const file = useHeld(() => atHand(db, props.pack), [db, props.pack.edition]);
  return file ? <Offer {...props} atHand={file} /> : <Frame pack={props.pack}><Bones /></Frame>;
}

async function atHand(db: Db, { edition, manifest, places }: PackFile): Promise<AtHand> {
  const row = await db.installs.get(manifest.course);
  const here = row?.next?.edition === edition ? row.next : row;
  return { inside: places, held: new Set(await db.pieces.toCollection().primaryKeys()), here: here?.choice };
}

function Offer({ file, pack, onBegin, atHand: given }: Props & { readonly atHand: AtHand }) {
  const { t } = useTranslation(['file', 'ui']);
  const format = useFormat();
  const { edition, manifest } = pack;
  const price = usePrice(manifest, given);
  const take = (choice: Price['choice']) => {
    void askPersist();
    startDownload({ course: manifest.course, edition, choice }, file);
    onBegin();
  };
  if (!price) return <Frame pack={pack}><Bones /></Frame>;
  const { bytes, beyond, free, fits } = price;
  const isHere = bytes === 0;
  const isBeyond = !isHere && bytes === beyond;
  return (
    <Frame
      pack={pack}
      dock={
        <Dock note={isHere ? t('import.here') : !fits ? t('ui:space.lacking-lead') : isBeyond ? t('import.gives-nothing') : beyond > 0 ? t('import.rest-comes', { size: format.size(beyond) }) : t('import.no-network')}>
          {isHere && given.here ? (
            <Button kind="main" isWide to={`/course/${manifest.course}`}>
              {t('import.open')}
            </Button>
          ) : (
            <Button kind="main" isWide icon="download" isOff={!fits || isBeyond} onPress={() => take(price.choice)}>
              {t('import.take', { size: format.size(bytes - beyond) })}
            </Button>
          )}
        </Dock>
      }
    >
      <ChooseKind manifest={manifest} price={price} noteOf={(each) => (each.bytes === 0 ? t('import.here-kind') : each.beyond === 0 ? t('import.whole') : t('import.lacks', { size: format.size(each.beyond) }))} />
      {fits ? (
        <Cost
          label={t('ui:course.cost')}
          items={[
            { name: t('import.inside'), figure: format.size(bytes - beyond) },
            { name: t('import.beyond'), figure: format.size(beyond) },
            { name: t('ui:course.room'), figure: free === undefined ? '–' : `${format.size(free)} → ${format.size(Math.max(0, free - bytes))}` },
          ]}
        />
      ) : (
        <NoRoom bytes={bytes} free={free ?? 0} smaller={price.smaller} onSmaller={(rendition) => price.choose({ ...price.choice, rendition })} />
      )}
      <div>
        <FromFile isOther />
      </div>
    </Frame>
  );
}

function Frame({ pack, dock, children }: { readonly pack: PackFile; readonly dock?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation(['file', 'ui']);
  const { isOnline } = useSession();
  return (
    <Page name={t('import.title')} isClose bar={<Bar back={{ to: '/catalogue', name: t('ui:tabs.catalogue') }} />} banner={!isOnline && <Banner icon="nolink">{t('ui:offline.short')}</Banner>} dock={dock}>
      <CourseHead about={pack.manifest} />
      {children}
    </Page>
  );
}
