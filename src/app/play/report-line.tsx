import { useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { commented, type SaidLine } from '../../core/session.ts';
import type { Rendering } from '../../pack/tracks.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { SavedHere, Unsaved } from './kept.tsx';
import { readText } from './local.ts';
import type { useSitting } from './sitting.ts';
import { readSubtitles } from './subtitles.ts';
import { secondOf } from './timeline.ts';
import { useSaved } from './use-saved.ts';

type Props = { readonly film: RefObject<HTMLMediaElement | null>; readonly tracks: readonly Rendering[]; readonly sitting: ReturnType<typeof useSitting> };

/** "This line is wrong": what stood on the screen, and what one would say instead. It is kept like all else that a person says, and goes with it. */
export function ReportLine({ film, tracks, sitting }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  const { db, world } = useSession();
  const [lines, setLines] = useState<readonly SaidLine[]>();
  const [chosen, setChosen] = useState(0);
  const [note, setNote] = useState('');
  const saving = useSaved();
  const look = async () => {
    film.current?.pause();
    const at = film.current ? secondOf(film.current) : 0;
    const seen = await Promise.all(tracks.map(async ({ lang, edition, path }) => saidBefore(readSubtitles((await readText(db, edition, path)) ?? ''), at).map(({ id, lines: words }) => ({ edition, path, lang, cue: id, text: words.join(' ') }))));
    saving.forget();
    setChosen(0);
    setNote('');
    setLines(seen.flat());
  };
  const line = lines?.[chosen];
  const send = () => void saving.run(() => sitting.keep((s) => (line ? [commented(world, s, line, note.trim())] : [])));
  return (
    <>
      <Button kind="plain" icon="subs" onPress={() => void look()}>
        {t('wrong.open')}
      </Button>
      <Sheet name={t('wrong.title')} isOpen={lines !== undefined} onClose={() => setLines(undefined)}>
        {lines?.length === 0 && <p>{t('wrong.none')}</p>}
        {line && (
          <>
            <Choices legend={t('wrong.which')}>
              {lines.map((each, n) => (
                <Choice key={`${each.path} ${each.cue}`} name="wrong-line" value={String(n)} isChosen={n === chosen} onChoose={() => setChosen(n)} lang={each.lang}>
                  {each.text}
                </Choice>
              ))}
            </Choices>
            <label className="stack">
              <span>{t('wrong.note')}</span>
              <textarea className="field" rows={3} maxLength={500} value={note} onChange={(event) => (saving.forget(), setNote(event.target.value))} />
            </label>
            {saving.problem && <Unsaved problem={saving.problem} onAgain={send} />}
            <SavedHere at={saving.at} />
            {saving.at === undefined ? (
              <Button kind="main" isWide icon="send" onPress={send}>
                {t('wrong.keep')}
              </Button>
            ) : (
              <>
                <p role="status">{t('wrong.kept')}</p>
                <Button kind="main" isWide onPress={() => setLines(undefined)}>
                  {t('film.go-on')}
                </Button>
              </>
            )}
          </>
        )}
      </Sheet>
    </>
  );
}

/** The line on the screen, and the one before it: whoever stumbles over one is often a moment too late. */
function saidBefore<C extends { readonly start: number }>(cues: readonly C[], seconds: number): readonly C[] {
  return cues.filter(({ start }) => start <= seconds).slice(-2).toReversed();
}
