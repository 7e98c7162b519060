/** What is used of Tesseract compiled to WebAssembly, which comes without types. */
declare module 'tesseract.js-core/tesseract-core-relaxedsimd-lstm.js' {
  interface TessBaseAPI {
    /** 0 where it succeeds. */
    Init(dataPath: null, languages: string, engineMode: number): number;
    SetVariable(name: string, value: string): void;
    /** Takes the file /input; 0 where it succeeds. */
    SetImageFile(exifOrientation: number, radians: number): number;
    Recognize(monitor: null): number;
    GetJSONText(): string;
    Clear(): void;
  }
  interface TesseractCore {
    FS: { writeFile(path: string, data: Uint8Array): void };
    TessBaseAPI: new () => TessBaseAPI;
  }
  export default function load(options: {
    print: (line: string) => void;
    printErr: (line: string) => void;
  }): Promise<TesseractCore>;
}
