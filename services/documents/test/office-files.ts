/** Office files and books for tests, from the XML that matters. */
import { zipOf } from './zip-writer.ts';

const office = 'http://schemas.openxmlformats.org';
const typeRoot = `${office}/officeDocument/2006/relationships`;
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export const wordTypes = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const slideTypes = 'application/vnd.openxmlformats-officedocument.presentationml';

/** `[type, target]` each; the id is `rId1` and so on. */
function relationships(...targets: [type: string, target: string][]): string {
  const each = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${type.includes('/') ? type : `${typeRoot}/${type}`}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="${office}/package/2006/relationships">${each.join('')}</Relationships>`;
}

export const contentTypes = (main: string, type: string): string =>
  `${declaration}<Types xmlns="${office}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
  `<Override PartName="/${main}" ContentType="${type}"/></Types>`;

const coreType = `${office}/package/2006/relationships/metadata/core-properties`;

export const coreProperties = (title: string, creator: string): string =>
  `<cp:coreProperties xmlns:cp="${office}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
  `<dc:title>${title}</dc:title><dc:creator>${creator}</dc:creator></cp:coreProperties>`;

const wordNamespaces =
  `xmlns:w="${office}/wordprocessingml/2006/main" xmlns:m="${office}/officeDocument/2006/math" ` +
  `xmlns:a="${office}/drawingml/2006/main" xmlns:r="${typeRoot}" xmlns:v="urn:schemas-microsoft-com:vml" ` +
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ' +
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"';

export interface DocxParts {
  body: string;
  /** Inner XML of the parts. */
  styles?: string;
  numbering?: string;
  footnotes?: string;
  endnotes?: string;
  core?: string;
}

export const docxParts = (given: DocxParts): Record<string, string> => {
  const { body, core, ...others } = given;
  const parts = Object.entries(others);
  const part = (name: string, inner: string): string =>
    `${declaration}<w:${name} ${wordNamespaces}>${inner}</w:${name}>`;
  return {
    '[Content_Types].xml': contentTypes('word/document.xml', `${wordTypes}.document.main+xml`),
    '_rels/.rels': relationships(['officeDocument', 'word/document.xml'], [coreType, 'docProps/core.xml']),
    'word/document.xml': part('document', `<w:body>${body}</w:body>`),
    'word/_rels/document.xml.rels': relationships(
      ...parts.map(([name]): [string, string] => [name, `${name}.xml`]),
    ),
    ...Object.fromEntries(parts.map(([name, inner]) => [`word/${name}.xml`, part(name, inner)])),
    ...(core !== undefined && { 'docProps/core.xml': core }),
  };
};

export const makeDocx = (given: DocxParts): Buffer => zipOf(docxParts(given));

/** A paragraph of one run. */
export const wordParagraph = (text: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

export const headingStyles =
  '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>' +
  '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="My Heading"/><w:basedOn w:val="berschrift2"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>' +
  '<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>';

const slideNamespaces =
  `xmlns:p="${office}/presentationml/2006/main" xmlns:a="${office}/drawingml/2006/main" xmlns:r="${typeRoot}" ` +
  `xmlns:dgm="${office}/drawingml/2006/diagram" xmlns:m="${office}/officeDocument/2006/math"`;

export interface Slide {
  /** Inner XML of the shape tree. */
  shapes: string;
  hidden?: boolean;
  /** Shapes of its notes page. */
  notes?: string;
}

export interface PptxParts {
  slides: Slide[];
  /** Shapes of the one layout and of its master. */
  layout?: string;
  master?: string;
  core?: string;
  /** Inner XML of the data model to which `rId3` of each slide leads. */
  diagram?: string;
}

export function pptxParts({
  slides,
  layout = '',
  master = '',
  core,
  diagram,
}: PptxParts): Record<string, string> {
  const tree = (name: string, shapes: string, attributes = ''): string =>
    `${declaration}<p:${name} ${slideNamespaces}${attributes}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:${name}>`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': contentTypes('ppt/presentation.xml', `${slideTypes}.presentation.main+xml`),
    '_rels/.rels': relationships(['officeDocument', 'ppt/presentation.xml'], [coreType, 'docProps/core.xml']),
    'ppt/presentation.xml':
      `<p:presentation ${slideNamespaces}><p:sldIdLst>` +
      `${slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`).join('')}</p:sldIdLst>` +
      '<p:sldSz cx="12192000" cy="6858000"/></p:presentation>',
    'ppt/_rels/presentation.xml.rels': relationships(
      ...slides.map((_, index): [string, string] => ['slide', `slides/slide${index + 1}.xml`]),
    ),
    'ppt/slideLayouts/slideLayout1.xml': tree('sldLayout', layout),
    'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relationships([
      'slideMaster',
      '../slideMasters/slideMaster1.xml',
    ]),
    'ppt/slideMasters/slideMaster1.xml': tree('sldMaster', master),
  };
  slides.forEach(({ shapes, hidden, notes }, index) => {
    const name = `slide${index + 1}.xml`;
    parts[`ppt/slides/${name}`] = tree('sld', shapes, hidden ? ' show="0"' : '');
    parts[`ppt/slides/_rels/${name}.rels`] = relationships(
      ['slideLayout', '../slideLayouts/slideLayout1.xml'],
      ['notesSlide', `../notesSlides/${name}`],
      ['diagramData', '../diagrams/data1.xml'],
    );
    if (notes !== undefined) parts[`ppt/notesSlides/${name}`] = tree('notes', notes);
  });
  if (core !== undefined) parts['docProps/core.xml'] = core;
  if (diagram !== undefined)
    parts['ppt/diagrams/data1.xml'] = `<dgm:dataModel ${slideNamespaces}>${diagram}</dgm:dataModel>`;
  return parts;
}

export const makePptx = (given: PptxParts): Buffer => zipOf(pptxParts(given));

/** A place in points. */
export const transform = (
  x: number,
  y: number,
  width: number,
  height: number,
  name = 'a:xfrm',
  more = '',
): string =>
  `<${name}${more}><a:off x="${x * 12_700}" y="${y * 12_700}"/><a:ext cx="${width * 12_700}" cy="${height * 12_700}"/></${name}>`;

export const slideParagraphs = (...texts: string[]): string =>
  texts.map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`).join('');

/** A shape; `place` is its transform, `placeholder` the attributes of `p:ph`. */
export const slideShape = (texts: string[], place = '', placeholder?: string, hidden = ''): string =>
  `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"${hidden}/><p:cNvSpPr/><p:nvPr>` +
  `${placeholder === undefined ? '' : `<p:ph ${placeholder}/>`}</p:nvPr></p:nvSpPr><p:spPr>${place}</p:spPr>` +
  `<p:txBody><a:bodyPr/>${slideParagraphs(...texts)}</p:txBody></p:sp>`;
