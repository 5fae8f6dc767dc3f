/** What happens next to all on this phone that is no result: courses on their way, work carried for others. Pure. */
import type { Batch } from '../../device/carry.ts';
import type { Download } from '../../device/install.ts';

/** `rests`: why it stands; none while it comes in. `act`: what a person can do; none where it needs nobody. */
export type DownloadAhead = { readonly rests?: 'offline' | 'storage-full' | 'asked' | 'damaged'; readonly act?: 'resume' | 'free-room' };

/** What happens next to a course on its way; undefined when it is here. */
export function downloadAhead(state: Download, isOnline: boolean): DownloadAhead | undefined {
  if (state.kind === 'ready') return undefined;
  if (state.kind !== 'paused') return isOnline || state.kind === 'reading' ? {} : { rests: 'offline' };
  switch (state.because) {
    case 'offline':
      return { rests: 'offline' };
    case 'storage-full':
      return { rests: 'storage-full', act: 'free-room' };
    case 'asked':
    case 'damaged':
      return { rests: state.because, act: 'resume' };
  }
}

/**
 * `network`: what waits goes by itself. `asked-again`: the server has it all and does not know every phone yet. `give`: replies are here
 * and were never given back. `refused`: the server could read none of it.
 */
export type BatchAhead = 'network' | 'asked-again' | 'give' | 'refused';

/** What happens next to what was taken in at once; undefined when nothing does: all of it was answered and given back. */
export function batchAhead({ waiting, unknown, answered, given, refused }: Batch): BatchAhead | undefined {
  if (waiting > 0) return 'network';
  if (answered > 0 && given === undefined) return 'give';
  if (unknown > 0) return 'asked-again';
  return refused > 0 && answered === 0 ? 'refused' : undefined;
}
