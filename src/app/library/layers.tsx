import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { say, type CourseId } from '../../core/ids.ts';
import type { LayerRow } from '../../device/db.ts';
import { layersBelieved, layersHere, removeLayer, type LayerHere } from '../../device/layers.ts';
import { layerEntryOf } from '../../pack/entry.ts';
import type { LayerEntry } from '../../pack/layout.ts';
import type { Manifest } from '../../pack/manifest.ts';
import { isStaleFor } from '../../pack/tracks.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Haul } from '../ui/road.tsx';
import { Failed } from '../ui/states.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';
import { forgetDownload, startDownload, useDownload, wishOfLayer } from './downloads.ts';

type Props = {
  readonly course: CourseId;
  /** What the catalogue knows of. */
  readonly entries: readonly LayerEntry[];
  /** Of the course, once it is on this phone: before that nothing can be added to it. */
  readonly manifest?: Manifest;
};

/** Languages that others made for a course: what each brings, in which state, from whom and at what size; and what of them is here. */
export function Layers({ course, entries, manifest }: Props) {
  const { t } = useTranslation('layer');
  const { db } = useSession();
  const held = useHeld(async () => ({ here: await layersHere(db, course), believed: new Map((await layersBelieved(db, course)).map(({ edition, countsInQuiz }) => [edition, { countsInQuiz }])) }), [db, course]);
  if (!held) return null;
  const ids = [...new Set([...held.here.map(({ row }) => row.layer), ...entries.map(({ layer }) => layer)])];
  if (ids.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="layers">
      <h2 className="head" id="layers">
        {t('layer.title')}
      </h2>
      <p>{t('layer.lead')}</p>
      {!manifest && <p className="note">{t('layer.once-here')}</p>}
      {ids.map((id) => {
        const rows = held.here.filter(({ row }) => row.layer === id);
        const here = rows.find(({ row }) => row.state === 'ready') ?? rows[0];
        return <LayerPart key={id} course={course} entry={entries.find(({ layer }) => layer === id)} here={here} manifest={manifest} believed={here && held.believed.get(here.row.edition)} />;
      })}
    </section>
  );
}

/** As the newest trust list has it; undefined when it was taken back, or is not here. */
type Believed = { readonly countsInQuiz: boolean };
type PartProps = { readonly course: CourseId; readonly entry: LayerEntry | undefined; readonly here: LayerHere | undefined; readonly manifest: Manifest | undefined; readonly believed: Believed | undefined };

function LayerPart({ course, entry, here, manifest, believed }: PartProps) {
  const { t } = useTranslation('layer');
  const { db, isOnline } = useSession();
  const format = useFormat();
  const id = here?.row.layer ?? entry!.layer;
  const download = useDownload(id);
  const isClosed = here !== undefined && !believed;
  const languages = here?.layer.languages ?? entry!.languages;
  const name = languages.map((tag) => format.language(tag)).join(', ');
  const isUnderWay = here !== undefined && here.row.state !== 'ready' && download !== undefined && download.kind !== 'paused';
  const refusal = download?.kind === 'paused' && download.because !== 'offline' ? download.problem : undefined;
  useEndorsement(course, entry, here?.row);
  const remove = async () => {
    forgetDownload(id);
    await removeLayer(db, id);
  };
  return (
    <div className="notice">
      <h3 className="head begins">{name}</h3>
      <LayerFacts about={here ? layerEntryOf(here.layer, here.row.edition, false) : entry!} />
      {isClosed && <p className="strong">{t('layer.closed')}</p>}
      {refusal && <Failed problem={refusal} />}
      {here && <Standing here={here} isUnderWay={isUnderWay} isRefused={refusal !== undefined} manifest={manifest} isLeftOut={believed?.countsInQuiz === false} />}
      {manifest && !isClosed && <Adding course={course} entry={entry} row={here?.row} isOff={!isOnline || isUnderWay} />}
      {here && (
        <Button kind="plain" icon="trash" onPress={() => void remove()}>
          <span className="begins">{t('layer.remove', { languages: name, size: format.size(here.row.held) })}</span>
        </Button>
      )}
    </div>
  );
}

/** Who made it, what it has, who looked at it. */
export function LayerFacts({ about: { institution, voices, machine, coverage, engines } }: { readonly about: LayerEntry }) {
  const { t } = useTranslation(['layer', 'ui']);
  const format = useFormat();
  const lang = useLanguage();
  return (
    <>
      <p className="facts">
        <span>{t(voices.length > 0 ? 'layer.has-voice' : 'layer.has-words')}</span>
        <span>{machine.length > 0 ? t('ui:lang.machine-long') : t('layer.checked')}</span>
        {coverage !== undefined && <span>{t('layer.covers', { percent: format.percent(coverage) })}</span>}
        {engines && <span>{t('layer.engine', { engines: engines.join(', ') })}</span>}
      </p>
      {institution && <p className="note">{t('layer.by', { institution: say(institution, [lang]).text })}</p>}
    </>
  );
}

/** `isRefused`: what came of it last was not taken. `isLeftOut`: its quiz words and typed answers do not count. */
type StandingProps = { readonly here: LayerHere; readonly isUnderWay: boolean; readonly isRefused: boolean; readonly manifest: Manifest | undefined; readonly isLeftOut: boolean };

/** How much of it is here, and what of it does not count or is old. */
function Standing({ here: { row, layer }, isUnderWay, isRefused, manifest, isLeftOut }: StandingProps) {
  const { t } = useTranslation('layer');
  const format = useFormat();
  if (row.state !== 'ready') {
    return (
      <>
        <Haul held={row.held} of={row.of} isPaused={!isUnderWay} label={t('layer.label', { percent: format.percent(row.of > 0 ? row.held / row.of : 0) })} />
        <p role="status">{t('layer.of', { held: format.size(row.held), of: format.size(row.of) })}</p>
        {!isUnderWay && (
          <>
            {!isRefused && <p className="note">{t('layer.waits')}</p>}
            <Button isWide icon="download" onPress={() => startDownload(wishOfLayer(row))}>
              {t('layer.go-on')}
            </Button>
          </>
        )}
      </>
    );
  }
  const hasQuiz = layer.tracks.some(({ kind }) => kind === 'quiz');
  return (
    <>
      <p role="status">{t(row.choice.rendition === 'audio' ? 'layer.here-voice' : 'layer.here-words')}</p>
      {hasQuiz && isLeftOut && <p className="note">{t('layer.quiz-own')}</p>}
      {manifest && isStaleFor(manifest, layer) && <p className="note">{t('layer.stale')}</p>}
    </>
  );
}

/** What can still be fetched of it, each with what it takes. */
function Adding({ course, entry, row, isOff }: { readonly course: CourseId; readonly entry: LayerEntry | undefined; readonly row: LayerRow | undefined; readonly isOff: boolean }) {
  const { t } = useTranslation('layer');
  const format = useFormat();
  if (!entry) return null;
  const { text, audio } = sizesHere(entry);
  const isNewer = row !== undefined && entry.release > row.release;
  const add = (rendition: 'text' | 'audio') => startDownload({ course: entry.layer, layerOf: course, edition: entry.edition, choice: { languages: entry.languages, rendition, ...(hasOpus(entry) ? { codec: 'opus' } : {}) } });
  const button = (words: string, rendition: 'text' | 'audio') => (
    <Button key={words} isWide icon="download" isOff={isOff} onPress={() => add(rendition)}>
      {words}
    </Button>
  );
  if (isNewer) return button(t('layer.renew', { size: format.size(row.choice.rendition === 'audio' ? audio : text) }), row.choice.rendition === 'audio' ? 'audio' : 'text');
  if (row?.choice.rendition === 'audio' || (row && audio === text)) return null;
  if (row) return row.state === 'ready' ? button(t('layer.more-voice', { size: format.size(audio - text) }), 'audio') : null;
  return (
    <>
      {text > 0 && button(t('layer.words', { size: format.size(text) }), 'text')}
      {audio > text && button(t('layer.voice', { size: format.size(audio) }), 'audio')}
    </>
  );
}

/** The course's publisher may have agreed since the layer came: that is a small file beside it. */
function useEndorsement(course: CourseId, entry: LayerEntry | undefined, row: LayerRow | undefined): void {
  const { isOnline } = useSession();
  const isDue = isOnline && entry?.endorsed === true && row?.edition === entry.edition && row.state === 'ready' && row.endorsement === undefined;
  useEffect(() => {
    if (isDue) startDownload(wishOfLayer({ ...row, course }));
    // Once for each time that it is due.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isDue]);
}

function sizesHere(entry: LayerEntry): { readonly text: number; readonly audio: number } {
  const { text, audio, opus } = entry.sizes;
  return { text, audio: hasOpus(entry) ? opus! : audio };
}

/** Whether its voices come in the smaller sound, and this phone plays it. */
function hasOpus({ sizes }: LayerEntry): boolean {
  return sizes.opus !== undefined && playsOpus();
}

export function playsOpus(): boolean {
  return new Audio().canPlayType('audio/webm; codecs="opus"') !== '';
}
