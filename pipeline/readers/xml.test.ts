import { expect, test } from 'vitest';
import { refusal } from './testing.ts';
import { child, childrenOf, descendants, readXml, textOf, type XmlNode } from './xml.ts';

const read = (xml: string | Uint8Array, depth = 8): XmlNode =>
  readXml(typeof xml === 'string' ? Buffer.from(xml) : xml, { name: 'a.xml', depth });

test('prefixes fall away, text joins, entities of XML itself are read', () => {
  const root = read('<o:a xmlns:o="x" o:k="1" k="2"><o:b>甲&amp;</o:b><b><![CDATA[<乙>]]></b>尾</o:a>');
  expect([root.name, root.prefix, root.attributes]).toEqual(['a', 'o', { k: '1' }]);
  expect(childrenOf(root, 'b').map(textOf)).toEqual(['甲&', '<乙>']);
  expect(textOf(root)).toBe('甲&<乙>尾');
  expect([child(root, 'none'), descendants(root, 'b').length]).toEqual([undefined, 2]);
});

test('children handed over do not stay in the tree', () => {
  const taken: string[] = [];
  const root = readXml(Buffer.from('<d><body><p>一</p><p><p>二</p></p></body><x/></d>'), {
    name: 'a',
    depth: 9,
    each: { of: 'body', take: (n) => taken.push(textOf(n)) },
  });
  expect(taken).toEqual(['一', '二']);
  expect(textOf(root)).toBe('');
  expect(child(root, 'x')).toBeDefined();
});

test('UTF-16 and GB18030 are read whatever the declaration says', () => {
  expect(textOf(read(Buffer.from('\ufeff<a>通知</a>', 'utf16le')))).toBe('通知');
  const gbk = Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="GBK"?><a>'),
    Buffer.from('b9d8d3dabcf5b8bacda8d6aa', 'hex'),
    Buffer.from('</a>'),
  ]);
  expect(textOf(read(gbk))).toBe('关于减负通知');
});

test.each([
  ['a document type', '<!DOCTYPE a><a/>', 'markup-hostile'],
  ['entities', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'markup-hostile'],
  ['depth', '<a>'.repeat(9) + '</a>'.repeat(9), 'markup-hostile'],
  ['an unknown entity', '<a>&x;</a>', 'file-damaged'],
  ['an open end', '<a><b></b>', 'file-damaged'],
  ['nothing', ' ', 'file-damaged'],
  ['no text', Buffer.from([0, 1, 2, 3, 0, 0, 1, 2, 3, 4]), 'file-damaged'],
])('%s is refused', async (_, xml, code) => {
  expect(await refusal(() => read(xml))).toBe(code);
});
