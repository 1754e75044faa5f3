import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Config } from '@oclif/core/config';
import { run } from '@oclif/core/run';

/** Help, the version, topics, and the answer to words that name no command. Throws what oclif throws. */
export async function runOclif(argv: readonly string[], root: string): Promise<void> {
  try {
    await run([...argv], await oclifConfig(root));
  } catch (error) {
    // `--help` and `--version` end by throwing, with the exit code of success.
    const { oclif } = error as { readonly oclif?: { readonly exit?: number } };
    if (oclif?.exit !== 0) throw error;
  }
}

/** What is known of the commands stands in the manifest in dist/: no folder is searched, and no command is loaded. */
async function oclifConfig(root: string): Promise<Config> {
  const pjson = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const config = new Config({ root: join(root, 'dist'), pjson });
  await config.load();
  return config;
}
