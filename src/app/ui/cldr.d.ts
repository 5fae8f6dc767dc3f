declare module 'virtual:cldr/*' {
  const slice: import('./slice.ts').Slice;
  export default slice;
}
