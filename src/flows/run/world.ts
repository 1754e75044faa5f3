/** What an orchestrated run needs: of the world, and of the configuration. */
import type { ApprovalPolicy } from '../../core/approval/policy.ts';
import type { LaneId } from '../../core/ledger/lanes.ts';
import type { RunEvent } from '../../core/run/events.ts';
import type { Artifacts, Databases, DumpSource, Encryption, Profiles, RunStore, Signers } from '../../ports.ts';
import type { ApplyPorts, BackupChoice, SignerFiles } from '../apply/request.ts';

export interface RunPorts extends ApplyPorts {
  readonly profiles: Profiles;
  readonly signers: Signers;
  readonly artifacts: Artifacts;
  readonly store: RunStore;
  /** What dumps the target, and the databases it shows. */
  dumpSource(): Promise<{ readonly source: DumpSource; readonly databases: Databases }>;
  encryption(): Promise<Encryption>;
  /** Told everything that goes on; must not throw. */
  readonly tell: (event: RunEvent) => void;
}

export interface RunSettings {
  readonly policy: ApprovalPolicy;
  readonly signers: SignerFiles | undefined;
  readonly laneKeyFiles: Readonly<Record<LaneId, string>>;
  readonly backup: BackupChoice & { readonly directory: string };
  readonly tool: { readonly version: string; readonly build: string };
  /** What cutter runs on, for the record. */
  readonly runtime: string;
  /** Names of the environment variables that are set. */
  readonly environment: readonly string[];
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}
