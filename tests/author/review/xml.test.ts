/** XML that strangers send is read, or refused whole. */
import { elementsIn } from '../../../src/author/review/markup.ts';
import { readXml } from '../../../src/author/review/xml.ts';

test('text, attributes and sections are read in their order', () => {
  expect(readXml('<?xml version="1.0"?><a x="1&lt;2">b<c/> &amp;&#233;<![CDATA[<d>]]></a>')).toEqual({
    name: 'a', attributes: { x: '1<2' }, line: 1, children: ['b', { name: 'c', attributes: {}, children: [], line: 1 }, ' &é', '<d>'],
  });
  const tree = readXml('<a><b><x:c/></b><c/></a>');
  expect('name' in tree && elementsIn(tree, 'c').length).toBe(2);
});

const bomb = `<!DOCTYPE a [<!ENTITY l0 "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')}]><a>&l9;</a>`;
test.each([
  ['entities that multiply', bomb, /document type/],
  ['a file of this machine', '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>', /document type/],
  ['a document type elsewhere', '<!DOCTYPE a SYSTEM "https://a.example/a.dtd"><a/>', /document type/],
  ['an entity that nobody declared', '<a>&f;</a>', /entity/],
  ['elements without end', '<a>'.repeat(100_000), /deeply/],
  ['a torn file', '<a><b>', /unclosed/],
  ['no XML', 'a', /.+/],
  ['nothing', '', /.+/],
])('%s: refused with a reason', (_, text, what) => {
  expect(readXml(text)).toMatchObject({ kind: 'unreadable', what: expect.stringMatching(what) });
});
