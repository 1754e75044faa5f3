/** One file of the reference database. Its number gives its place: files are applied in the order of their names. */
export interface SqlFile {
  /** Without folder, for example `40-content.sql`. */
  readonly name: string;
  readonly text: string;
}

export const inOrder = (files: readonly SqlFile[]): readonly SqlFile[] =>
  [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** The whole reference database as one script for psql, in one transaction. It bears no mark of a sandbox. */
export function sandboxSql(files: readonly SqlFile[]): string {
  const parts = inOrder(files).map((file) => `-- ==== ${file.name}\n\n${file.text.trimEnd()}\n`);
  return ['BEGIN;\n', ...parts, 'COMMIT;\n'].join('\n');
}
