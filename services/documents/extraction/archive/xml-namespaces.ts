const office = (path: string): string[] => [
  `http://schemas.openxmlformats.org/${path}`,
  // ISO/IEC 29500 Strict.
  `http://purl.oclc.org/ooxml/${path.replace(/\/2006/, '')}`,
];

const byPrefix: Record<string, string[]> = {
  w: office('wordprocessingml/2006/main'),
  p: office('presentationml/2006/main'),
  a: office('drawingml/2006/main'),
  wp: office('drawingml/2006/wordprocessingDrawing'),
  dgm: office('drawingml/2006/diagram'),
  m: office('officeDocument/2006/math'),
  r: office('officeDocument/2006/relationships'),
  rel: ['http://schemas.openxmlformats.org/package/2006/relationships'],
  ct: ['http://schemas.openxmlformats.org/package/2006/content-types'],
  cp: ['http://schemas.openxmlformats.org/package/2006/metadata/core-properties'],
  mc: ['http://schemas.openxmlformats.org/markup-compatibility/2006'],
  wps: ['http://schemas.microsoft.com/office/word/2010/wordprocessingShape'],
  v: ['urn:schemas-microsoft-com:vml'],
  dc: ['http://purl.org/dc/elements/1.1/'],
  opf: ['http://www.idpf.org/2007/opf'],
  oc: ['urn:oasis:names:tc:opendocument:xmlns:container'],
  enc: ['http://www.w3.org/2001/04/xmlenc#'],
};

/** The prefix by which code calls a namespace, whatever prefix a file binds to it. */
export const namespaces: Record<string, string> = Object.assign(
  Object.create(null),
  Object.fromEntries(Object.entries(byPrefix).flatMap(([prefix, uris]) => uris.map((uri) => [uri, prefix]))),
);
