declare module 'virtual:cldr' {
  /** How the slice of each interface language is loaded. */
  const slices: { readonly [lang: string]: () => Promise<{ readonly default: import('./slice.ts').Slice }> };
  export default slices;
}
declare module 'virtual:cldr/*' {
  const slice: import('./slice.ts').Slice;
  export default slice;
}
