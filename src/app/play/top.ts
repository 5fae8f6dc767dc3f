/** To the beginning of the screen, for the eye and for a screen reader: another page or question stands there now. */
export function toTop(): void {
  window.scrollTo(0, 0);
  const heading = document.querySelector<HTMLElement>('[data-top], h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
