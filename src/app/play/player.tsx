import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import { Bar } from '../ui/bar.tsx';
import { Page } from '../ui/page.tsx';
import { Bones } from '../ui/states.tsx';
import { Film } from './film.tsx';
import { subtitlesFor, usePlan, voiceFor } from './film-plan.ts';
import type { LessonProps } from './learn.tsx';
import { useSitting } from './sitting.ts';
import { Transcript } from './transcript.tsx';
import '../ui/player.css';

/** A film or a recording with what of it is on this phone: picture and voices, voices alone, or its words to read. */
export function Player(props: LessonProps) {
  const { lesson, wishes } = props;
  const { t } = useTranslation('play');
  const plan = usePlan(lesson, wishes.languages);
  const [isVoiceBroken, setVoiceBroken] = useState(false);
  const chosen = plan && voiceFor(plan, wishes.voice, wishes.languages);
  // A voice that cannot be read leaves the film its own sound.
  const voice = isVoiceBroken && plan?.kind === 'film' ? plan.voices[0] : chosen;
  const subtitles = plan ? subtitlesFor(plan, wishes.subtitles, wishes.languages) : [];
  const sitting = useSitting(lesson, plan && (voice?.lang ?? subtitles[0]?.lang ?? lesson.manifest.source));
  if (!plan) {
    return (
      <Page name={say(lesson.au.title, [], lesson.manifest.source).text} bar={<Bar back={{ to: `/course/${lesson.course}`, name: t('course') }} />}>
        <Bones />
      </Page>
    );
  }
  if (plan.kind === 'words' || plan.kind === 'nothing') return <Transcript {...props} plan={plan} track={subtitles[0] ?? plan.subtitles[0]} sitting={sitting} />;
  return <Film {...props} plan={plan} voice={voice} subtitles={subtitles} sitting={sitting} isVoiceBroken={isVoiceBroken} onVoiceBroken={setVoiceBroken} />;
}
