/**
 * Builds the ports of a command from the configuration and the environment. Opened on demand: a command that needs no
 * database loads none.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackupReceipt } from '../core/backup/receipt.ts';
import type { BackupSettings, Config, Target } from '../core/config.ts';
import type { LaneId } from '../core/ledger/lanes.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import type { LaneKeys } from '../core/plan/request.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import { artifacts, fileWriter } from '../edge/file-writer.ts';
import { files } from '../edge/files.ts';
import type { Login } from '../edge/postgres/settings.ts';
import type { BackupChoice, SignerFiles } from '../flows/apply/request.ts';
import type { Progress } from '../flows/progress.ts';
import type {
  Artifacts,
  Clock,
  Databases,
  DumpSource,
  Encryption,
  Files,
  FileWriter,
  Profiles,
  Restorer,
} from '../ports.ts';
import { OneEmbedded } from './embedded.ts';
import { Interruptions } from './interruptions.ts';
import { serverSettings, within } from './server-settings.ts';
import { shippedProfiles } from './shipped-profiles.ts';

export interface WireOptions {
  /** `--config` and `--target`. */
  readonly config: string | undefined;
  readonly target: string | undefined;
  /** Folder of the package: schemas and profiles are found there. */
  readonly root: string;
}

const CONFIG_FILE = 'cutter.yaml';
const NONE = new Uint8Array(0);

interface Loaded {
  readonly config: Config;
  /** Folder that the paths of the configuration are relative to. */
  readonly folder: string;
}

export class Wire {
  files: Files = files;
  /** Where a command goes through long files. */
  progress: Progress | undefined;
  readonly output: FileWriter = fileWriter;
  readonly artifacts: Artifacts = artifacts;
  readonly clock: Clock = {
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  };
  readonly profiles: Profiles;
  /** Taken before the driver is loaded: it must not see the variables that it would listen to. */
  readonly environmentNames: readonly string[] = Object.keys(process.env).filter(
    (name) => process.env[name] !== undefined,
  );
  readonly #options: WireOptions;
  readonly #embedded = new OneEmbedded();
  #loaded: Promise<Loaded> | undefined;

  constructor(options: WireOptions) {
    this.#options = options;
    this.profiles = shippedProfiles(join(options.root, 'schemas/profiles'));
  }

  /** An id for this run: what it is, the time (UTC), and eight random hexadecimal digits. */
  run(what: string): string {
    const stamp = this.clock.now().toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
    const random = Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString('hex');
    return `${what}-${stamp}Z-${random}`;
  }

  /** plan.json of a path that names it or its folder. */
  async planFile(path: string): Promise<string> {
    return (await this.files.isFolder(path)) ? join(path, FOLDER.plan) : path;
  }

  async policy() {
    return (await this.#configuration()).config.policy;
  }

  /** The files of the root of trust, read fresh. */
  async signerFiles(): Promise<SignerFiles | undefined> {
    const { config, folder } = await this.#configuration();
    if (config.signers === undefined) return undefined;
    const read = async (path: string, mayBeEmpty = false) => {
      const file = within(folder, path);
      const bytes = await this.files.read(file, LIMITS.config).catch((error: unknown) => {
        if (mayBeEmpty && error instanceof Stop && error.problems.every(({ code }) => code === 'input.empty'))
          return NONE;
        throw error;
      });
      return { file, bytes };
    };
    const { allowed_signers, revoked } = config.signers;
    return {
      allowed: await read(allowed_signers),
      revoked: revoked === undefined ? { file: 'no list', bytes: NONE } : await read(revoked, true),
    };
  }

  /** Throws Stop `config.signers` with every line that is wrong. */
  async trust() {
    const { trustOf } = await import('../flows/trust.ts');
    const signers = await this.signerFiles();
    // A plan pins no list that no approval could be held against.
    if (signers !== undefined) (await import('../flows/approvals.ts')).readSigners(signers);
    return trustOf(await this.policy(), signers);
  }

  async signers() {
    return (await import('../edge/ssh/sign.ts')).sshSigners;
  }

  /** Paths of the keys of the lanes, as cutter.yaml has them. */
  async laneKeyFiles(): Promise<Readonly<Record<LaneId, string>>> {
    const { config, folder } = await this.#configuration();
    const { executor_key, verifier_key } = config.lanes;
    return { 'DOT-991': within(folder, executor_key), 'DOT-992': within(folder, verifier_key) };
  }

  /** Their public keys, read fresh; undefined = there are none. */
  async laneKeys(): Promise<LaneKeys | undefined> {
    const { readLaneKeys } = await import('../flows/lanes.ts');
    return readLaneKeys(await this.laneKeyFiles(), await this.signerFiles(), {
      files: this.files,
      signers: await this.signers(),
    });
  }

  async secondOpinion() {
    return (await import('../edge/ssh/verify.ts')).sshKeygenOpinion;
  }

  async tool(): Promise<{ readonly version: string; readonly build: string }> {
    const { root } = this.#options;
    const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
    const { version } = json('package.json') as { version: string };
    const { build } = json('dist/build.json') as { build: string };
    return { version, build };
  }

  /** The databases of the target: `--target`, else the one the cut names, else the default one. */
  async databases(wanted?: string): Promise<Databases> {
    const { target, folder } = await this.target(wanted);
    if (target.kind === 'server') return this.server(target, folder);
    return this.embedded(within(folder, target.directory), false);
  }

  async target(wanted?: string): Promise<{ readonly name: string; readonly target: Target; readonly folder: string }> {
    const { config, folder } = await this.#configuration();
    const name = this.#options.target ?? wanted ?? config.default_target;
    const target = config.targets[name];
    if (target === undefined) throw new Stop([unknownTarget(name, Object.keys(config.targets))]);
    return { name, target, folder };
  }

  async embedded(directory: string, create: boolean): Promise<Databases> {
    return this.#embedded.databases(directory, create);
  }

  async server(target: Target & { readonly kind: 'server' }, folder: string, owner?: Login): Promise<Databases> {
    const { serverDatabases } = await import('../edge/postgres/databases.ts');
    return serverDatabases(await serverSettings(target, folder, owner));
  }

  /** What dumps the target, and its databases. */
  async dumpSource(): Promise<{ readonly source: DumpSource; readonly databases: Databases }> {
    const { target, folder } = await this.target();
    if (target.kind === 'server') {
      const { pgDump } = await import('../edge/backup/pg-dump.ts');
      const { serverDatabases } = await import('../edge/postgres/databases.ts');
      const settings = await serverSettings(target, folder);
      return { source: pgDump(settings), databases: serverDatabases(settings) };
    }
    const { embeddedDump } = await import('../edge/backup/embedded.ts');
    const server = await this.#embedded.server(within(folder, target.directory));
    return { source: embeddedDump(server), databases: server.databases() };
  }

  async encryption(): Promise<Encryption> {
    return (await import('../edge/backup/gpg.ts')).gpg;
  }

  /** What takes a backup apart. */
  async restorers(): Promise<(receipt: BackupReceipt) => Restorer> {
    const { embeddedRestorer } = await import('../edge/backup/embedded.ts');
    const { pgRestorer } = await import('../edge/backup/pg-restore.ts');
    const { majorNeeded } = await import('../core/backup/versions.ts');
    return (receipt) => (receipt.content === 'pg_dump' ? pgRestorer(majorNeeded(receipt)) : embeddedRestorer);
  }

  /** Folder of backups, recipient and greatest age, as cutter.yaml has them. */
  async backupSettings(): Promise<BackupSettings> {
    const { config, folder } = await this.#configuration();
    return { ...config.backup, directory: within(folder, config.backup.directory) };
  }

  /** The backup behind a write: the named one, else what lies in the folder of backups. */
  async backupChoice(file: string | undefined): Promise<BackupChoice> {
    const { directory, gpg_recipient, max_age_minutes } = await this.backupSettings();
    return {
      directory,
      maxAgeMinutes: max_age_minutes,
      ...(file === undefined ? {} : { file }),
      ...(gpg_recipient === undefined ? {} : { recipient: gpg_recipient }),
    };
  }

  /** Ends what is under way when SIGINT or SIGTERM comes. */
  interruptions(): Interruptions {
    return new Interruptions();
  }

  async close(): Promise<void> {
    await this.#embedded.close();
  }

  #configuration(): Promise<Loaded> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  async #load(): Promise<Loaded> {
    const { defaultConfig, readConfig } = await import('../formats/config.ts');
    const given = this.#options.config;
    const file = given ?? CONFIG_FILE;
    if (given === undefined && !(await this.files.exists(file))) return { config: defaultConfig(), folder: '.' };
    return { config: orStop(readConfig(await this.files.read(file, LIMITS.config), file)), folder: dirname(file) };
  }
}

const unknownTarget = (name: string, known: readonly string[]): Problem => ({
  code: 'config.target_unknown',
  message: `There is no target ${JSON.stringify(name)}.`,
  hint: `Targets are named in cutter.yaml; there are: ${known.join(', ')}.`,
});
