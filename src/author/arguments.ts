import { parseArgs } from 'node:util';

/** A command that was typed wrongly: what is wrong with it. */
export type Wrong = { readonly kind: 'wrong'; readonly what: string };
/** How a command ends: 0 good, 1 faults were found and said, or it was typed wrongly. */
export type Ending = 0 | 1 | Wrong;
export type Given = { readonly names: readonly string[]; readonly options: { readonly [name: string]: string | undefined }; readonly flags: ReadonlySet<string> };

export function wrong(what: string): Wrong {
  return { kind: 'wrong', what };
}

export function isWrong(value: object): value is Wrong {
  return 'kind' in value && value.kind === 'wrong';
}

/** The words after a command: as many names as `names` asks for, options of `options`, each with a value, and flags of `flags`, which have none. */
export function readArguments(args: readonly string[], names: readonly string[], options: readonly string[], flags: readonly string[] = []): Given | Wrong {
  const kinds = [...options.map((name) => [name, { type: 'string' as const }] as const), ...flags.map((name) => [name, { type: 'boolean' as const }] as const)];
  try {
    const parsed = parseArgs({ args: [...args], allowPositionals: true, strict: true, options: Object.fromEntries<{ type: 'string' | 'boolean' }>(kinds) });
    const missing = names[parsed.positionals.length];
    if (missing !== undefined) return wrong(`${missing} is missing`);
    const extra = parsed.positionals[names.length];
    if (extra !== undefined) return wrong(`“${extra}” is one word too many`);
    const given = Object.entries(parsed.values);
    return {
      names: parsed.positionals,
      options: Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
      flags: new Set(given.flatMap(([name, value]) => (value === true ? [name] : []))),
    };
  } catch (error) {
    // parseArgs speaks of the option in question in its first sentence; what follows is about its own syntax.
    return wrong((error as Error).message.split('. ')[0]!.replace(/'/g, ''));
  }
}
