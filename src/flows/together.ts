/**
 * Answers of questions that were asked together. Fails with the failure of the earliest question: in a transaction, the
 * later ones then fail only because of it, and may be heard of first.
 */
export async function together<T extends readonly unknown[]>(
  questions: readonly [...{ readonly [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const settled: readonly PromiseSettledResult<unknown>[] = await Promise.allSettled(questions);
  const answers = settled.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
  return answers as unknown as T;
}
