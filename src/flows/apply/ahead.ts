/**
 * Takes up to `count` items from a source at once, and hands them and the rest on as they are asked for: so reading
 * goes on while something else is waited for. What the source throws is thrown where the missing item is asked for. The
 * caller ends the source.
 */
export function readAhead<T>(source: AsyncIterator<T, void>, count: number): AsyncIterable<T> {
  const taken = take(source, count);
  return handedOn(source, taken);
}

interface Taken<T> {
  readonly items: readonly T[];
  readonly failure?: { readonly error: unknown };
}

/** Never rejects: nobody may be asking yet. */
async function take<T>(source: AsyncIterator<T, void>, count: number): Promise<Taken<T>> {
  const items: T[] = [];
  try {
    while (items.length < count) {
      const next = await source.next();
      if (next.done) break;
      items.push(next.value);
    }
  } catch (error) {
    return { items, failure: { error } };
  }
  return { items };
}

async function* handedOn<T>(source: AsyncIterator<T, void>, taken: Promise<Taken<T>>): AsyncGenerator<T> {
  const { items, failure } = await taken;
  yield* items;
  if (failure !== undefined) throw failure.error;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}
