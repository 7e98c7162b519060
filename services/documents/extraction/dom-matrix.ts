/**
 * pdf.js makes a DOMMatrix while it loads, for rendering, and would load a native canvas for it. Reading text
 * renders nothing, and an extraction child runs no native code.
 */
if (!('DOMMatrix' in globalThis)) Object.assign(globalThis, { DOMMatrix: class DOMMatrix {} });

export {};
