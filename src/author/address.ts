/** Addresses of servers and engines as people type them. */

/** A web address without name, password and question; undefined when it is none. */
export function addressIn(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return !url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || url.search !== '' ? undefined : url;
}

/** What is sent there crosses no network. */
export function isThisMachine({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') || hostname.endsWith('.localhost');
}
