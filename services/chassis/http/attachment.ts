/** `Content-Disposition` of a file to save (RFC 6266), its name in UTF-8 (RFC 8187). */
export function attachment(fileName: string): string {
  // A lone surrogate cannot be encoded.
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
