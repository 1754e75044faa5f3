/**
 * What a lane signs: a canonical JSON text that names its subject and binds the rows it was written with. It is kept in
 * the ledger byte for byte, so anyone can check the signature without cutter:
 *
 *     ssh-keygen -Y check-novalidate -n cutter-lane -s signature < payload_envelope
 */
import { canonical } from '../canonical.ts';
import type { RowsDigest } from '../plan/rows.ts';
import type { Identity } from '../plan/snapshot.ts';
import { LANES, type LaneId } from './lanes.ts';

export const LANE_FORMAT = 'cutter.lane/1';

export interface LaneStatement {
  readonly lane: LaneId;
  /** The change set or the verify result. */
  readonly subject: string;
  /** Of the cut. */
  readonly plan_sha256: string;
  readonly target: Identity;
  readonly tool_revision: string;
  /** The rows of the ledger that stand with the signature, without it (core/plan/rows.ts). */
  readonly rows: RowsDigest;
  /** What the verifier found. */
  readonly verdict?: 'pass' | 'fail';
}

export const laneStatementText = (statement: LaneStatement): string =>
  canonical({
    format: LANE_FORMAT,
    lane: statement.lane,
    signs: LANES[statement.lane].reference === 'cross_reference_change_set_id' ? 'change_set' : 'verify_result',
    subject: statement.subject,
    plan_sha256: statement.plan_sha256,
    target: { database: statement.target.database, system_identifier: statement.target.system_identifier },
    tool_revision: statement.tool_revision,
    rows: { count: statement.rows.count, digest: statement.rows.digest },
    verdict: statement.verdict,
  });

/** Version and build of the tool, and the key: so the lanes always differ. */
export const toolRevision = (
  tool: { readonly version: string; readonly build: string },
  keyFingerprint: string,
): string => `cutter/${tool.version} build/${tool.build.slice(0, 16)} key/${keyFingerprint}`;
