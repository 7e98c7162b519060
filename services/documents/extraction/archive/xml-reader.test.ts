import { Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { XmlElement } from '../../domain/xml-element.ts';
import { readXml, type XmlOptions } from './xml-reader.ts';

const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const compatible = 'http://schemas.openxmlformats.org/markup-compatibility/2006';

const read = (xml: string | Buffer, options?: XmlOptions): Promise<XmlElement> =>
  readXml(Readable.from([Buffer.from(xml)]), options);
const codeOf = (xml: string | Buffer, options?: XmlOptions): Promise<string> =>
  read(xml, options).then(
    () => 'read',
    (error: { code: string }) => error.code,
  );

const named = fc.constantFrom('a', 'b', 'c-d');
const spoken = fc.string({ unit: fc.constantFrom('a', ' ', '<', '&', '>', '"', 'é', '𝄞', '\n') });
const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
  tree: fc.record({
    name: named.map((name) => `w:${name}`),
    attributes: fc.dictionary(named, spoken, { maxKeys: 2, noNullPrototype: true }),
    children: fc.array(
      fc.oneof(
        { maxDepth: 4 },
        spoken.filter((text) => text !== ''),
        tie('tree'),
      ),
      { maxLength: 4 },
    ),
  }),
}));

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function written({ name, attributes, children }: XmlElement, declaration = ''): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : written(child)));
  return `<${name}${declaration}${given.join('')}>${inner.join('')}</${name}>`;
}

/** Neighbouring texts are one. */
function merged(element: XmlElement): XmlElement {
  const children: XmlElement['children'] = [];
  for (const child of element.children) {
    const last = children.at(-1);
    if (typeof child !== 'string') children.push(merged(child));
    else if (typeof last === 'string') children[children.length - 1] = last + child;
    else children.push(child);
  }
  return { ...element, children };
}

describe('XML', () => {
  it('reads what was written, wherever the chunks of it end', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.integer({ min: 1, max: 7 }), async (element, step) => {
        const xml = Buffer.from(written(element, ` xmlns:w="${word}"`));
        const chunks = Array.from({ length: Math.ceil(xml.length / step) }, (_, index) =>
          xml.subarray(index * step, (index + 1) * step),
        );
        const { attributes, ...rest } = await readXml(Readable.from(chunks));
        const { 'xmlns:w': _, ...own } = Object.fromEntries(
          Object.entries(attributes).map(([key, value]) => [key.replace('?:w', 'xmlns:w'), value]),
        );
        expect({ ...rest, attributes: own }).to.deep.equal(merged(element));
      }),
      { numRuns: 200 },
    );
  });

  it('goes by namespaces, not by prefixes', async () => {
    const inner = async (xml: string): Promise<string> => (await read(xml)).name;
    expect(await inner(`<ns0:p xmlns:ns0="${word}"/>`)).to.equal('w:p');
    expect(await inner(`<p xmlns="${word}"/>`)).to.equal('w:p');
    expect(await inner('<w:p xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>')).to.equal('w:p');
    expect(await inner('<w:p xmlns:w="urn:of-another"/>')).to.equal('?:p');
    expect(await inner('<w:p/>')).to.equal('?:p');
  });

  it('takes one of the alternatives that a file offers', async () => {
    const choice = '<mc:Choice Requires="wps"><w:t>once</w:t></mc:Choice>';
    const fallback = '<mc:Fallback><w:t>twice</w:t></mc:Fallback>';
    const texts = async (inner: string): Promise<XmlElement['children']> =>
      (
        await read(
          `<w:p xmlns:w="${word}" xmlns:mc="${compatible}"><mc:AlternateContent>${inner}</mc:AlternateContent></w:p>`,
        )
      ).children;
    expect(await texts(choice + fallback)).to.deep.equal([
      { name: 'w:t', attributes: {}, children: ['once'] },
    ]);
    expect(await texts(fallback)).to.deep.equal([{ name: 'w:t', attributes: {}, children: ['twice'] }]);
  });

  it('hands over children one by one and does not keep them', async () => {
    const seen: string[] = [];
    const onChild = ({ name }: XmlElement): number => seen.push(name);
    const root = await read(`<w:d xmlns:w="${word}"><w:body><w:p/><w:tbl><w:p/></w:tbl></w:body></w:d>`, {
      within: 'w:body',
      onChild,
    });
    expect(seen).to.deep.equal(['w:p', 'w:tbl']);
    expect(root.children).to.deep.equal([{ name: 'w:body', attributes: {}, children: [] }]);
  });

  it('knows UTF-16', async () => {
    expect((await read(Buffer.from('\uFEFF<a>é</a>', 'utf16le'))).children).to.deep.equal(['é']);
  });

  it('expands and fetches nothing: document types that declare are refused', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>';
    const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
    expect(await codeOf(bomb)).to.equal('FILE_MALFORMED');
    expect(await codeOf(outside)).to.equal('FILE_MALFORMED');
    expect(await codeOf('<!DOCTYPE a SYSTEM "http://x/y.dtd"><a/>', { noDoctype: true })).to.equal(
      'FILE_MALFORMED',
    );
    expect((await read('<!DOCTYPE html><a>&c;</a>')).children).to.deep.equal(['&c;']);
  });

  it('refuses what is cut off, mis-nested, empty, too deep or has too many elements', async () => {
    for (const xml of ['', ' ', '<a><b>x', '<a><b>x</a></b>', '<a/><b/>', `${'<a>'.repeat(1_000_000)}`])
      expect(await codeOf(xml), xml.slice(0, 20)).to.equal('FILE_MALFORMED');
    expect(await codeOf(`<a>${'<b/>'.repeat(1_000_001)}</a>`)).to.equal('TOO_LARGE');
  }).timeout(20_000);
});
