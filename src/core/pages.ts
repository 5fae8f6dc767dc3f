/** A reading lesson's Markdown as pages: the same ones for whoever shows them and whoever speaks them. */

/** Pages are parted by a line `---` that stands alone. Inside a fence of code, or right under a line of text, it parts nothing. */
export function splitPages(markdown: string): readonly string[] {
  const pages: string[][] = [[]];
  let fence: string | undefined;
  let before = '';
  for (const line of markdown.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && fence === undefined) fence = mark;
    else if (mark && fence !== undefined && mark[0] === fence[0] && mark.length >= fence.length) fence = undefined;
    // Under a line of text `---` makes a heading of it (CommonMark §4.3).
    const isBreak = fence === undefined && /^ {0,3}-{3,}[ \t]*$/.test(line) && before.trim() === '';
    if (isBreak) pages.push([]);
    else pages.at(-1)!.push(line);
    before = isBreak ? '' : line;
  }
  const filled = pages.map((page) => page.join('\n').trim()).filter((page) => page !== '');
  return filled.length > 0 ? filled : [''];
}

/** The title of a text that begins with one, and the text without it: the screen shows the title itself. */
export function takeTitle(markdown: string): { readonly title: string | undefined; readonly rest: string } {
  const found = /^\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)/.exec(markdown);
  // A title with marks in it is left to the one who knows Markdown.
  if (!found || /[*_`[\]<&\\]/.test(found[1]!)) return { title: undefined, rest: markdown };
  return { title: found[1]!, rest: markdown.slice(found[0].length) };
}
