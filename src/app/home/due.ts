/** Whether a due day is over at a moment (milliseconds): at its end, as the server counts. `now` undefined: this phone cannot say. */
export function isPast(due: string | undefined, now: number | undefined): boolean {
  return due !== undefined && now !== undefined && due.slice(0, 10) < new Date(now).toISOString().slice(0, 10);
}
