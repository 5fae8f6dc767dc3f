import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSession } from '../session.tsx';
import { Bones } from '../ui/states.tsx';
import type { Lesson } from './lesson.ts';
import { addressOf, forget } from './local.ts';
import { showMarkdown } from './markdown.ts';
import type { Wishes } from './wishes.ts';

type Props = { readonly markdown: string; readonly file: string; readonly lesson: Lesson; readonly lang: string; readonly size: Wishes['size'] };

/** A page of a lesson's text with the pack's own pictures. */
export function Prose({ markdown, file, lesson, lang, size }: Props) {
  const { db } = useSession();
  const place = useRef<HTMLElement>(null);
  const [shown, setShown] = useState<{ readonly of: string; readonly page: DocumentFragment }>();
  useEffect(() => {
    let isGone = false;
    const taken: string[] = [];
    const address = async (path: string) => {
      const found = await addressOf(db, lesson.edition, path);
      if (found) taken.push(found);
      return found;
    };
    void showMarkdown(markdown, { file, address }).then((page) => !isGone && setShown({ of: `${file} ${markdown}`, page }));
    return () => {
      isGone = true;
      taken.forEach(forget);
    };
  }, [db, lesson.edition, markdown, file]);
  useLayoutEffect(() => {
    if (shown) place.current?.replaceChildren(shown.page.cloneNode(true));
  }, [shown]);
  return (
    <>
      <article className="prose" lang={lang} data-size={size} ref={place} aria-busy={shown?.of !== `${file} ${markdown}`} />
      {!shown && <Bones />}
    </>
  );
}
