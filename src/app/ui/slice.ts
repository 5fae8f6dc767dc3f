/** The slice of CLDR that one interface language needs (made by cldr.plugin.ts). Patterns by plural category hold `{0}`. */
export type Slice = {
  readonly direction: 'ltr' | 'rtl';
  /** January to December, as they stand in a date. */
  readonly months: readonly string[];
  /** Date patterns of CLDR: d, MMMM, y and 'quoted words'. */
  readonly date: string;
  readonly dayMonth: string;
  readonly time: string;
  /** `{1}` is the date, `{0}` the time. */
  readonly dateTime: string;
  readonly decimal: string;
  readonly group: string;
  readonly percent: string;
  readonly units: { readonly [unit in 'kB' | 'MB' | 'GB' | 'second' | 'minute' | 'hour' | 'day']: Patterns };
  readonly days: { readonly yesterday: string; readonly today: string; readonly tomorrow: string; readonly past: Patterns; readonly future: Patterns };
  /** Names of languages by BCP 47 tag. */
  readonly languages: { readonly [tag: string]: string };
};

export type Patterns = { readonly [category: string]: string };
