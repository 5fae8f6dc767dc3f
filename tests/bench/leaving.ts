/** What must not outlive a measurement, however it ends. */

/** Runs `work`, then `undo`. When a person stops the process in the middle, at least what `undo` does at once is done. */
export async function leavingNothing<T>(undo: () => void | Promise<void>, work: () => Promise<T>): Promise<T> {
  const atExit = () => void undo();
  process.once('exit', atExit);
  try {
    return await work();
  } finally {
    process.off('exit', atExit);
    await undo();
  }
}
