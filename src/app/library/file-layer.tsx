import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import type { Db } from '../../device/db.ts';
import { manifestHeld } from '../../device/editions.ts';
import type { PackFile } from '../../device/pack-file.ts';
import { askPersist, canHold } from '../../device/space.ts';
import { layerEntryOf } from '../../pack/entry.ts';
import type { Layer } from '../../pack/layer.ts';
import { missingPieces, sizeOf, type Choice as Wanted } from '../../pack/pieces.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { useHeld } from '../ui/held.ts';
import { Dock, Page, Title } from '../ui/page.tsx';
import { Bones } from '../ui/states.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';
import { startDownload } from './downloads.ts';
import { FromFile } from './from-file.tsx';
import { LayerFacts, playsOpus } from './layers.tsx';

type Props = { readonly file: Blob; readonly pack: PackFile<Layer>; readonly onBegin: () => void };

/** A verified language layer in a file: for which course of this phone it is, what it brings, and what of it a tap takes. */
export function LayerOffer({ file, pack, onBegin }: Props) {
  const { t } = useTranslation(['file', 'layer', 'ui']);
  const { db } = useSession();
  const format = useFormat();
  const lang = useLanguage();
  const { manifest: layer, edition } = pack;
  const known = useHeld(() => knownOf(db, pack), [db, edition]);
  const [chosen, setChosen] = useState<Wanted['rendition']>();
  const kind = known && (known.kinds.find(({ choice }) => choice.rendition === chosen) ?? known.kinds.at(-1)!);
  const title = known?.course && say(known.course.title, [lang], known.course.source);
  const take = () => {
    void askPersist();
    startDownload({ course: layer.layer, layerOf: layer.course, edition, choice: kind!.choice }, file);
    onBegin();
  };
  return (
    <Page
      name={t('import.title')}
      isClose
      bar={<Bar back={{ to: '/catalogue', name: t('ui:tabs.catalogue') }} />}
      dock={
        kind && (
          <Dock note={kind.bytes === 0 ? t('import.here') : kind.fits ? undefined : t('ui:space.lacking-lead')}>
            {kind.bytes === 0 ? (
              <Button kind="main" isWide to={`/course/${layer.course}`}>
                {t('import.open')}
              </Button>
            ) : (
              <Button kind="main" isWide icon="download" isOff={!kind.fits} onPress={take}>
                {t('import.take', { size: format.size(kind.bytes) })}
              </Button>
            )}
          </Dock>
        )
      }
    >
      <div className="stack">
        <Title>
          <span className="begins">{layer.languages.map(format.language).join(', ')}</span>
        </Title>
        {title && <p>{t('layer:layer.for', { course: title.text })}</p>}
        <LayerFacts about={layerEntryOf(layer, edition, false)} />
      </div>
      {!known && <Bones says={t('import.looking')} />}
      {known && known.kinds.length > 1 && (
        <Choices legend={t('ui:course.which')}>
          {known.kinds.map(({ choice, bytes }) => (
            <Choice key={choice.rendition} name="kind" value={choice.rendition} isChosen={choice === kind!.choice} onChoose={() => setChosen(choice.rendition)} end={bytes === 0 ? t('import.here-kind') : format.size(bytes)}>
              {t(choice.rendition === 'audio' ? 'layer:layer.has-voice' : 'layer:layer.has-words')}
            </Choice>
          ))}
        </Choices>
      )}
      <div>
        <FromFile isOther />
      </div>
    </Page>
  );
}

/** Its course, and its words alone or with its voices: what of each is not here, in bytes. */
async function knownOf(db: Db, { manifest: layer }: PackFile<Layer>) {
  const [install, held] = [await db.installs.get(layer.course), new Set(await db.pieces.toCollection().primaryKeys())];
  const codec = playsOpus() && layer.groups.some((group) => group.codec === 'opus') ? { codec: 'opus' as const } : {};
  const renditions = (['text', 'audio'] as const).filter((rendition) => layer.groups.some((group) => group.rendition === rendition));
  const kinds = renditions.map(async (rendition) => {
    const choice: Wanted = { languages: layer.languages, rendition, ...codec };
    const bytes = sizeOf(layer, missingPieces(layer, held, choice));
    return { choice, bytes, fits: await canHold(bytes) };
  });
  return { course: install && (await manifestHeld(db, install.edition)), kinds: await Promise.all(kinds) };
}
