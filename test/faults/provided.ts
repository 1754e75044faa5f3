/** Stands for the runner of the tests, where they are not run by it: what test/support asks for by `inject`, and what it leaves. */
const values = new Map<string, unknown>();

export const provide = (name: string, value: unknown): void => void values.set(name, value);

export function inject(name: string): unknown {
  if (!values.has(name)) throw new Error(`Nobody provided ${name}.`);
  return values.get(name);
}

/** What a test leaves is gone with the server and the scratch folder. */
export const afterAll = (): void => undefined;
