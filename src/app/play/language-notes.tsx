import { useTranslation } from 'react-i18next';
import type { Rendering } from '../../pack/tracks.ts';
import { Chip } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';
import type { Voice } from './film-plan.ts';

type Props = {
  /** What is read. */
  readonly tracks: readonly Rendering[];
  readonly voice?: Voice | undefined;
  /** The language that the person wishes for. */
  readonly wanted: string | undefined;
};

/** What a person should know of the words they read and the voice they hear: of a machine, out of date, or in another language than they wished for. */
export function LanguageNotes({ tracks, voice, wanted }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  const format = useFormat();
  const langs = [...tracks, ...(voice ? [voice] : [])].map(({ lang }) => lang);
  const instead = wanted !== undefined && langs.length > 0 && !langs.includes(wanted) ? langs[0] : undefined;
  const [machine, stale] = [tracks.filter((track) => track.state === 'machine'), tracks.filter((track) => track.isStale)];
  return (
    <>
      {instead !== undefined && <p className="note">{t('lang.instead', { wanted: format.language(wanted!), shown: format.language(instead) })}</p>}
      {(machine.length > 0 || stale.length > 0 || voice?.isSynthetic) && (
        <div className="marks-row">
          {machine.map(({ lang }) => (
            <Chip key={lang} icon="subs">
              <span className="begins">{t('ui:lang.machine-of', { language: format.language(lang) })}</span>
            </Chip>
          ))}
          {stale.map(({ lang }) => (
            <Chip key={lang} icon="warning" kind="wait">
              <span className="begins">{t('lang.stale-of', { language: format.language(lang) })}</span>
            </Chip>
          ))}
          {voice?.isSynthetic && (
            <Chip icon="voice" kind={voice.isStale ? 'wait' : undefined}>
              <span className="begins">{t(voice.isStale ? 'lang.synthetic-stale-of' : 'lang.synthetic-of', { language: format.language(voice.lang) })}</span>
            </Chip>
          )}
        </div>
      )}
    </>
  );
}
