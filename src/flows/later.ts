/** Something under way that is waited for later: until then its failure is not taken for one that nobody hears. */
export function heardLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
