/** The answer, or null where it is refused, empty, or does not come within `timeoutMs`. */
export async function inTime<T>(asked: Promise<T | undefined>, timeoutMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, null);
  });
  const answer = asked.then(
    (value) => value ?? null,
    () => null,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
