/** The embedded database of a command: opened once, because nobody else may have it open, not even this process. */
import type { EmbeddedServer } from '../edge/embedded/open.ts';
import type { Databases } from '../ports.ts';

type Open = (directory: string, options: { readonly create: boolean }) => Promise<EmbeddedServer>;

export class OneEmbedded {
  #opened: { readonly directory: string; readonly server: Promise<EmbeddedServer> } | undefined;

  /** Opened with the first connection: what is wrong with the inputs of a command is said before that. */
  async databases(directory: string, create: boolean): Promise<Databases> {
    const { embeddedDatabases, openEmbedded } = await import('../edge/embedded/open.ts');
    return embeddedDatabases(() => this.#open(openEmbedded, directory, create));
  }

  /** Throws Stop: as `openEmbedded`. */
  async server(directory: string): Promise<EmbeddedServer> {
    const { openEmbedded } = await import('../edge/embedded/open.ts');
    return this.#open(openEmbedded, directory, false);
  }

  async close(): Promise<void> {
    const server = await this.#opened?.server.catch(() => undefined);
    this.#opened = undefined;
    await server?.close();
  }

  #open(open: Open, directory: string, create: boolean): Promise<EmbeddedServer> {
    this.#opened ??= { directory, server: open(directory, { create }) };
    if (this.#opened.directory !== directory) throw new Error('A command works on one embedded database.');
    return this.#opened.server;
  }
}
