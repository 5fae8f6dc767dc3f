/** What the command line may touch of the world besides files; real only in main.ts. */
export type World = {
  readonly now: () => Date;
  /** Waits so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A number 0…1 by chance. */
  readonly chance: () => number;
  readonly fetch: typeof globalThis.fetch;
  readonly env: { readonly [name: string]: string | undefined };
  /** Folder of the person who runs it. */
  readonly home: string;
  /** A line on stdout: results. */
  readonly out: (line: string) => void;
  /** Text on stderr: problems and progress. */
  readonly err: (text: string) => void;
  /** Whether somebody watches stderr, so that progress may be drawn over itself. */
  readonly hasTerminal: boolean;
  /** Asks on the terminal without showing what is typed; undefined when there is no terminal or the person gave up. */
  readonly askSecret: (question: string) => Promise<string | undefined>;
};
