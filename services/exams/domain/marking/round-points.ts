/** Points in hundredths, so that thirds of them add up to something that can be read. */
export const roundPoints = (points: number): number => Math.round((points + Number.EPSILON) * 100) / 100;
