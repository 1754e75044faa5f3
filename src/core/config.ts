/**
 * The configuration: targets, approval policy and signers, as written in cutter.yaml and validated against
 * schemas/config.schema.json. Defaults are already filled in here. Paths are as written: relative ones are relative to
 * the folder of cutter.yaml.
 */
import type { ApprovalPolicy } from './approval/policy.ts';

export const CONFIG_FORMAT = 'cutter.config/1';

export interface EmbeddedTarget {
  readonly kind: 'embedded';
  /** Folder that holds the database. */
  readonly directory: string;
}

export interface ServerTarget {
  readonly kind: 'server';
  /** File with the eight DOT_CUTTER_* keys, readable by its owner alone; absent = the keys are in the environment. */
  readonly env_file?: string;
  /** File of the certificates of the authorities that vouch for the server, PEM; absent = those that Node trusts. */
  readonly authorities?: string;
}

export type Target = EmbeddedTarget | ServerTarget;

export interface SignerFiles {
  /** OpenSSH allowed_signers file. */
  readonly allowed_signers: string;
  /** Revoked keys, one public key a line; absent = none are revoked. */
  readonly revoked?: string;
}

/** Where backups lie, and who can decrypt them. */
export interface BackupSettings {
  /** Full fingerprint of the primary key; absent = backups are not encrypted, which an embedded database alone may be. */
  readonly gpg_recipient?: string;
  readonly directory: string;
  /** At most 60: this file is not pinned by plans, so it can only ask for more than the gate does. */
  readonly max_age_minutes: number;
}

/** The keys that the lanes sign the ledger with; of the other lane the public key is enough. */
export interface LaneKeyFiles {
  readonly executor_key: string;
  readonly verifier_key: string;
}

export interface Config {
  readonly format: typeof CONFIG_FORMAT;
  /** A key of `targets`. */
  readonly default_target: string;
  readonly targets: Readonly<Record<string, Target>>;
  readonly policy: ApprovalPolicy;
  /** Absent = nobody can approve, so nothing can be applied. */
  readonly signers?: SignerFiles;
  readonly backup: BackupSettings;
  readonly lanes: LaneKeyFiles;
}
