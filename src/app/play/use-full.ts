import { useEffect, useState, type RefObject } from 'react';

export type Full = { readonly isFull: boolean; readonly toggle: () => void; readonly leave: () => void };

/** The player over the whole screen: the browser's way, else (on an iPhone, which would lose the subtitles) over the whole page. */
export function useFull(frame: RefObject<HTMLElement | null>): Full {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const onChange = () => setFull(document.fullscreenElement !== null && document.fullscreenElement === frame.current);
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setFull(false);
    document.addEventListener('fullscreenchange', onChange);
    window.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      window.removeEventListener('keydown', onKey);
    };
  }, [frame]);
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else setFull(false);
  };
  const enter = () => {
    // Absent on an iPhone, whatever the types say.
    const request = (frame.current as { requestFullscreen?: () => Promise<void> } | null)?.requestFullscreen;
    if (request) void request.call(frame.current).catch(() => setFull(true));
    else setFull(true);
  };
  return { isFull, toggle: isFull ? leave : enter, leave: () => isFull && leave() };
}
