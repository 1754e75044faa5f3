/** Definitions of catalogue objects, compared by line, for people. */

/**
 * Lines that only the one side has (`- `), then lines that only the other has (`+ `), each side in its own order. A
 * definition that is not there is undefined.
 */
export function definitionDifference(before: string | undefined, after: string | undefined): readonly string[] {
  const old = before?.split('\n') ?? [];
  const fresh = after?.split('\n') ?? [];
  return [...without(old, fresh).map((line) => `- ${line}`), ...without(fresh, old).map((line) => `+ ${line}`)];
}

/** Lines of the first list that the second does not hold, as often as they stand there. */
function without(lines: readonly string[], other: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}
