import { useSession } from '../session.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Lesson } from './lesson.ts';
import { useAddress } from './local.ts';

/** What is seen while only a voice is heard: the course's picture, or the sign of a recording. */
export function Still({ lesson: { edition, manifest } }: { readonly lesson: Lesson }) {
  const { db } = useSession();
  const address = useAddress(db, edition, manifest.picture);
  return <div className="screen__still">{address ? <img src={address} alt="" /> : <Icon name="audio" />}</div>;
}
