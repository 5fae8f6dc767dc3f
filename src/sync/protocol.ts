/** Version of what device and server say to each other. Raised with every change of a wire schema (tests/conformance holds their hash). */
export const PROTOCOL = 1;

/** Limits of an envelope (architecture §3): lines, bytes of NDJSON, bytes of one line. */
export const LIMITS = { lines: 1000, bytes: 1024 * 1024, line: 64 * 1024 } as const;

/** Media type of an envelope and of a reply: a compact JWE. */
export const SEALED = 'application/jose';
