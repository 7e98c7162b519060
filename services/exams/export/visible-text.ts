/** Text as every format can hold it: line ends are `\n`, and there is no character that XML 1.0 has no place for. */
export const visibleText = (text: string): string =>
  text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .toWellFormed();

/** The same on one line, for names and answers that are typed into one. */
export const oneLine = (text: string): string => visibleText(text).replace(/\s+/g, ' ').trim();
