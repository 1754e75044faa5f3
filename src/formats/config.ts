/** cutter.yaml: the only road from its bytes to a trusted Config. Shape and defaults: schemas/config.schema.json. */
import { type ApprovalPolicy, type GatePolicy, PRODUCTION, type Requirements } from '../core/approval/policy.ts';
import {
  type BackupSettings,
  CONFIG_FORMAT,
  type Config,
  type LaneKeyFiles,
  type SignerFiles,
  type Target,
} from '../core/config.ts';
import { nearest } from '../core/nearest.ts';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import { validate } from './generated/config.js';
import { shapeProblems } from './schema.ts';
import { type Source, sourceOf } from './source.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

/** As the file has it once defaults are filled in. */
interface Written {
  readonly format: typeof CONFIG_FORMAT;
  readonly default_target: string;
  readonly targets: Readonly<Record<string, Target>>;
  readonly policy: {
    readonly SG_1: GatePolicy;
    readonly SG_2: GatePolicy;
    readonly preset?: 'production';
    readonly ssh_keygen?: ApprovalPolicy['ssh_keygen'];
    readonly require: Requirements;
  };
  readonly signers?: SignerFiles;
  readonly backup: BackupSettings;
  readonly lanes: LaneKeyFiles;
}

/** Codes: `input.*`, `syntax.*`, `shape.*`, `config.target_unknown`. */
export function readConfig(bytes: Uint8Array, file: string): Checked<Config> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const source = readYaml(text.value, file);
  return source.ok ? configOf(source.value) : source;
}

/** The configuration of who has no cutter.yaml: one embedded target, the default policy, no signers. */
export function defaultConfig(): Config {
  const config = configOf(sourceOf('cutter.yaml', '', { format: CONFIG_FORMAT }, () => new Map()));
  if (!config.ok) throw new Error('the defaults of schemas/config.schema.json are not a configuration');
  return config.value;
}

function configOf(source: Source): Checked<Config> {
  const problems = shapeProblems(validate, source, { format: CONFIG_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const { policy, ...written } = source.value as Written;
  const config: Config = { ...written, policy: policyOf(policy, written.backup) };
  const unknown = targetProblem(config, source);
  return unknown === undefined ? good(config) : bad(unknown);
}

/** The schema has seen to it that nothing which the preset asks for is taken away again. */
function policyOf({ SG_1, SG_2, preset, ...asked }: Written['policy'], backup: BackupSettings): ApprovalPolicy {
  const { ssh_keygen = 'where_installed', require } = preset === 'production' ? PRODUCTION : asked;
  const recipient = require.backup === true || require.restore_test === true ? backup.gpg_recipient : undefined;
  return {
    gates: { SG_1, SG_2 },
    ssh_keygen,
    ...(Object.values(require).includes(true) ? { require } : {}),
    ...(recipient === undefined ? {} : { backup_recipient: recipient }),
  };
}

function targetProblem(config: Config, source: Source): Problem | undefined {
  const names = Object.keys(config.targets);
  if (names.includes(config.default_target)) return undefined;
  const near = nearest(config.default_target, names);
  const known = names.length === 0 ? 'none is given' : names.map((name) => `"${name}"`).join(', ');
  return {
    code: 'config.target_unknown',
    message: `The default target is "${config.default_target}", which is not among the targets: ${known}.`,
    place: source.place('/default_target', 'value'),
    hint: near === undefined ? 'Set default_target to the name of a target.' : `Did you mean "${near}"?`,
  };
}
