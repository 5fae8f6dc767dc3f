/** What Vite makes of a list of files by pattern; its own types would bring the browser's with them. */
interface ImportMeta {
  readonly glob: <T>(pattern: string, options: { readonly eager: true; readonly import: string }) => { readonly [path: string]: T };
}
