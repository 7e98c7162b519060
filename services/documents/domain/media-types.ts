/** Short names for media types that are hard to read. */
export const mediaTypes = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  epub: 'application/epub+zip',
} as const;

/** The main part of an Office file by its content type: a document, a presentation, or why it is not read. */
export function officeKind(contentType: string): 'docx' | 'pptx' | { refused: string } | undefined {
  if (!/^application\/vnd\.(?:openxmlformats-officedocument|ms-\w+)\..*main\+xml$/.test(contentType))
    return undefined;
  if (/macroenabled/i.test(contentType)) return { refused: 'Files with macros are not read' };
  if (/wordprocessingml\.(?:document|template)\.main/.test(contentType)) return 'docx';
  if (/presentationml\.(?:presentation|template|slideshow)\.main/.test(contentType)) return 'pptx';
  return { refused: 'Of Office files, documents and presentations are read' };
}
