/** What the threads compute with; apart from the encoder itself, so that naming it does not load it. */
export const encoderModel = 'universal-sentence-encoder-lite-en';
export const encoderDimensions = 512;
