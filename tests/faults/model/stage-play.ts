/** Entry of what a-build.ts builds. */
import type { History } from './history.ts';
import { play } from './play.ts';
import { aStage } from './stage.ts';

export type Player = { readonly play: (history: History) => Promise<string | undefined>; readonly end: () => Promise<void> };

export async function playOn(quick: boolean): Promise<Player> {
  const stage = await aStage(quick);
  return { play: (history) => play(stage, history), end: stage.office.end };
}
