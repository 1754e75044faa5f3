/** How a flow tells a person that long work goes on. */
export interface Progress {
  /** A step begins: a word or two for a person. */
  step(name: string): void;
  /** Units or statements done so far, of all. */
  count(done: number, total: number): void;
}
