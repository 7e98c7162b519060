/** Classical test theory (Crocker and Algina 1986): how hard items are, how well they discriminate, how reliable their sum is. */

export interface ItemStatistics {
  answered: number;
  /** Mean share of the points, 0 to 1: the higher, the easier. */
  difficulty: number | null;
  /** Correlation of the item with the sum of the others (corrected item-total; point-biserial for items of right or wrong). */
  discrimination: number | null;
}

export interface ExamStatistics {
  mean: number | null;
  /** Of the sample. */
  standard_deviation: number | null;
  /** Cronbach's alpha. */
  reliability: number | null;
  items: ItemStatistics[];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample variance, undefined below two values. */
function variance(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

/** Pearson's r; null where one of the two does not vary. */
export function correlation(x: readonly number[], y: readonly number[]): number | null {
  const [vx, vy] = [variance(x), variance(y)];
  if (!vx || !vy || vx < 1e-12 || vy < 1e-12) return null;
  const [mx, my] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, at) => sum + (value - mx) * (y[at]! - my), 0) / (x.length - 1);
  return covariance / Math.sqrt(vx * vy);
}

/**
 * @param points a row for each attempt, a column for each item; all rows are as long as `maxima`
 * @param answered the same, whether something was answered
 */
export function examStatistics(
  points: readonly (readonly number[])[],
  answered: readonly (readonly boolean[])[],
  maxima: readonly number[],
): ExamStatistics {
  const sums = points.map((row) => row.reduce((sum, value) => sum + value, 0));
  const columns = maxima.map((_, item) => points.map((row) => row[item]!));
  const total = variance(sums);
  return {
    mean: points.length === 0 ? null : mean(sums),
    standard_deviation: total === undefined ? null : Math.sqrt(total),
    reliability: alpha(columns, total),
    items: columns.map((column, item) => ({
      answered: answered.filter((row) => row[item]).length,
      difficulty: column.length === 0 ? null : mean(column) / maxima[item]!,
      discrimination: correlation(
        column,
        sums.map((sum, attempt) => sum - column[attempt]!),
      ),
    })),
  };
}

/** Needs two items and a sum that varies. May be negative: then the items do not measure one thing. */
function alpha(columns: readonly (readonly number[])[], total: number | undefined): number | null {
  if (columns.length < 2 || total === undefined || total < 1e-12) return null;
  const parts = columns.reduce((sum, column) => sum + (variance(column) ?? 0), 0);
  return (columns.length / (columns.length - 1)) * (1 - parts / total);
}
