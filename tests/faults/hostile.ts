/** Requests that nobody who means well would send: for any route, from its own address, shape and what is known of others. */
import { connect } from 'node:net';
import * as fc from 'fast-check';
import { SEALED } from '../../src/sync/protocol.ts';

/** One request, to the byte. */
export type Hostile = { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };
/** A route as the server lists it. `body`: the JSON Schema by which it checks. */
export type Route = { readonly method: string; readonly url: string; readonly body: unknown };
/** `ids`: of what is there, ours and others'. `cookies`, `logins`: that really open something. `sealed`: bodies that phones really seal. */
export type Loot = { readonly ids: readonly string[]; readonly cookies: readonly string[]; readonly logins: readonly string[]; readonly sealed: readonly string[] };

/** Sends exactly these bytes, and gives what came back; status 0 when the line was closed without a word. */
export async function knock(port: number, { method, path, headers, body }: Hostile): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const done = () => {
      const text = Buffer.concat(parts).toString('utf8');
      resolve({ status: Number(/^HTTP\/1\.1 (?!100)(\d{3})/m.exec(text)?.[1] ?? 0), text });
    };
    const socket = connect(port, '127.0.0.1', () => {
      const lines = Object.entries({ host: `127.0.0.1:${port}`, connection: 'close', 'content-length': String(body.length), ...headers }).map(([name, value]) => `${name}: ${value}`);
      socket.write(Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]));
      // Whoever announced more bytes than there are hangs up.
      if (headers['content-length'] !== undefined) setTimeout(() => socket.end(), 30);
    });
    socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer to ${method} ${path}`)));
    socket.on('data', (part) => void parts.push(part)).on('close', done);
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done() : reject(error)));
  });
}

/** Requests to one route. */
export function hostileTo(route: Route, loot: Loot): fc.Arbitrary<Hostile> {
  const parts = route.url.split(/(:\w+(?:\(\^.*?\$\))?)/);
  const path = fc.tuple(...parts.map((part) => (part.startsWith(':') ? named(loot) : fc.constant(part)))).map((each) => each.join(''));
  return fc.record({
    method: fc.oneof({ weight: 9, arbitrary: fc.constant(route.method) }, { weight: 1, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE') }),
    path: fc.tuple(fc.oneof({ weight: 8, arbitrary: path }, { weight: 1, arbitrary: path.map((each) => each.replace('/', '/..;/../')) }, { weight: 1, arbitrary: path.map((each) => `//${each}/%2e%2e/`) }), query(loot)).map((each) => each.join('')),
    headers: fc.oneof({ weight: 2, arbitrary: plainHeaders(loot) }, { weight: 3, arbitrary: headersWith(loot) }),
    body: bodies(route.body, loot),
  });
}

const tricks = ['..', '.', '%2e%2e%2f%2e%2e%2fkarvan.db', '%2e%2e', '..%5c..%5c', '%00', 'a%00b', '%ff%fe', '%c0%ae%c0%ae', '%', '%zz', '__proto__', 'constructor', '%27%20or%201=1--', '%22;drop%20table%20line;--', '%D0%B0%E2%80%AE', 'NaN', '-1', '0', 'null', '%20', 'x'.repeat(3000), `${'a'.repeat(63)}`, '0'.repeat(64), 'manifest.json', 'bytes', 'keys%2froot.json'];

function named({ ids }: Loot): fc.Arbitrary<string> {
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, { weight: 2, arbitrary: fc.constantFrom(...tricks) }, { weight: 1, arbitrary: fc.string().map((text) => encodeURIComponent(text.toWellFormed())) });
}

function query(loot: Loot): fc.Arbitrary<string> {
  const value = fc.oneof(named(loot), fc.json().map((text) => Buffer.from(text).toString('base64url')), fc.constantFrom('waiting', 'make', 'approved', Buffer.from('{"rank":0,"at":"x","registration":"y"}').toString('base64url'), Buffer.from('{"id":1e999}').toString('base64url'), Buffer.from('{"spared":-1,"soonest":"~","name":"\'","person":"x"}').toString('base64url')));
  const name = fc.constantFrom('unit', 'after', 'state', 'person', 'course', 'units', 'unit[]', '__proto__[x]', 'constructor', '');
  return fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 3, arbitrary: fc.array(fc.tuple(name, value).map((pair) => pair.join('=')), { minLength: 1, maxLength: 4 }).map((pairs) => `?${pairs.join('&')}`) }, { weight: 1, arbitrary: fc.constantFrom('?', '?&&&', `?${'a=b&'.repeat(800)}`, '?unit=a&unit=b', '?%ff=%ff') });
}

const types = ['application/json', 'application/json; charset=utf-16', SEALED, 'text/csv', 'text/plain', 'application/octet-stream', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'nonsense', '', '*/*'];

/** Of somebody who is signed in, and asks properly for what is not theirs, or oddly. */
function plainHeaders({ cookies, logins }: Loot): fc.Arbitrary<Record<string, string>> {
  return fc.record({ 'content-type': fc.constantFrom('application/json', 'application/json', 'application/json', 'application/json', 'text/csv', SEALED), cookie: fc.constantFrom(...cookies), authorization: fc.constantFrom(...logins), 'x-forwarded-for': fc.ipV4() });
}

function headersWith({ cookies, logins }: Loot): fc.Arbitrary<Record<string, string>> {
  return fc
    .record(
      {
        'content-type': fc.oneof({ weight: 3, arbitrary: fc.constant(types[0]!) }, { weight: 2, arbitrary: fc.constantFrom(...types) }),
        cookie: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...cookies) }, { weight: 1, arbitrary: fc.constantFrom('karvan-desk=', 'karvan-desk=x; karvan-desk=y', `karvan-desk=${'z'.repeat(4000)}`, ';;;=') }),
        authorization: fc.constantFrom(...logins, 'Basic ', 'Basic !!!', 'Bearer x', `Basic ${Buffer.from('a:\u0000').toString('base64')}`),
        // Each from an address of its own, or the first hundred would be all that is weighed.
        'x-forwarded-for': fc.ipV4(),
        'content-encoding': fc.constantFrom('gzip', 'br', 'identity'),
        'content-length': fc.constantFrom('0', '1', '99999999', '1e3', '-1', '999999999999999999999'),
        'transfer-encoding': fc.constantFrom('chunked', 'gzip, chunked', 'x'),
        'sec-fetch-site': fc.constantFrom('cross-site', 'same-origin', 'none', 'x'),
        origin: fc.constantFrom('null', 'https://elsewhere.example', 'x'),
        range: fc.constantFrom('bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=0-0,2-3', 'x'),
        'if-none-match': fc.constantFrom('*', '"x"', 'W/"'),
        accept: fc.constantFrom('text/html', '*/*', ''),
        expect: fc.constantFrom('100-continue', 'x'),
      },
      { requiredKeys: ['x-forwarded-for'] },
    )
    .chain((all) => fc.constantFrom('', ...Object.keys(all).filter((name) => rare.includes(name))).map((kept) => Object.fromEntries(Object.entries(all).filter(([name]) => !rare.includes(name) || name === kept))));
}

/** At most one of these in a request, or nothing would get past them. */
const rare = ['content-encoding', 'content-length', 'transfer-encoding', 'sec-fetch-site', 'origin', 'expect', 'range', 'if-none-match'];

function bodies(schema: unknown, loot: Loot): fc.Arbitrary<Buffer> {
  return fc.oneof(
    ...(schema === undefined ? [] : [{ weight: 14, arbitrary: json(like(schema, loot)) }]),
    { weight: 2, arbitrary: json(fc.jsonValue()) },
    { weight: 2, arbitrary: fc.constantFrom(...loot.sealed).map((each) => Buffer.from(each)) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...loot.sealed), fc.nat(), fc.nat(255)).map(([each, at, byte]) => altered(Buffer.from(each), at, byte)) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom(deep('[', ']', 50_000), deep('{"a":', '1}', 20_000), Buffer.alloc(300_000, 'a'), Buffer.from('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}'), Buffer.from('"\\ud800"'), Buffer.from([0x22, 0xff, 0xfe, 0x22]), Buffer.from('number,name,institution,unit\n"'), Buffer.from(`number,name,institution,unit,role,login,action,since\n1,=1+1,roads,bridges,operator,x,add,\n`), Buffer.from('a.b.c.d.e'), Buffer.from('null'), Buffer.alloc(0)) },
  );
}

function json(value: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  return value.map((each) => Buffer.from(JSON.stringify(each) ?? ''));
}

function deep(start: string, end: string, depth: number): Buffer {
  return Buffer.from(start.repeat(depth) + end.repeat(depth));
}

function altered(bytes: Buffer, at: number, byte: number): Buffer {
  if (bytes.length > 0) bytes[at % bytes.length] = byte;
  return bytes;
}

const hostileValues: readonly unknown[] = [null, '', 'x'.repeat(5000), '\u0000', '\ud800', '__proto__', "' or 1=1 --", -1, 0, 1e308, 2 ** 53, 1.5, true, [], {}, [[[[]]]], { toString: 1 }, '2026-02-30', '9'.repeat(400)];

/** Values in the shape of a JSON Schema, each part now and then something else. */
function like(schema: unknown, loot: Loot): fc.Arbitrary<unknown> {
  const { type, properties = {}, required = [], items, anyOf, const: only, enum: some, format } = (schema ?? {}) as { type?: string; properties?: Record<string, unknown>; required?: string[]; items?: unknown; anyOf?: unknown[]; const?: unknown; enum?: unknown[]; format?: string };
  const meant = (): fc.Arbitrary<unknown> => {
    if (only !== undefined) return fc.constant(only);
    if (some !== undefined) return fc.constantFrom(...some);
    if (anyOf !== undefined) return fc.oneof(...anyOf.map((each) => like(each, loot)));
    if (type === 'object') return fc.record(Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, like(each, loot)])), { requiredKeys: required });
    if (type === 'array') return fc.array(like(items, loot), { maxLength: 3 });
    if (type === 'number' || type === 'integer') return fc.oneof(fc.integer(), fc.double());
    if (type === 'boolean') return fc.boolean();
    return format === 'uuid' ? fc.uuid() : fc.oneof(fc.constantFrom(...loot.ids), fc.string());
  };
  return fc.oneof({ weight: 12, arbitrary: meant() }, { weight: 1, arbitrary: fc.constantFrom<unknown>(...hostileValues) }, { weight: 1, arbitrary: fc.jsonValue() });
}
