/** A PostgreSQL array literal of words without quotes, commas, backslashes or braces. */
export const arrayText = (words: readonly string[]): string => `{${words.join(',')}}`;
