/**
 * The table of gates, in the order in which they are asked. Every one that applies is asked, and every refusal is
 * reported.
 */
import { approvalGate } from './approval.ts';
import { backupGate } from './backup.ts';
import { buildGate } from './build.ts';
import { cutOnceGate } from './cut-once.ts';
import { driftGate } from './drift.ts';
import { environmentGate } from './environment.ts';
import type { BeforeCommitFacts, OfflineFacts, OnlineFacts } from './facts.ts';
import type { Gate, Verdict } from './gate.ts';
import { killSwitchGate } from './kill-switch.ts';
import { pinsGate } from './pins.ts';
import { principalGate } from './principal.ts';
import { recordGate } from './record.ts';
import { requestGate } from './request.ts';
import { tlsGate } from './tls.ts';
import { trustGate } from './trust.ts';
import { writerGate } from './writer.ts';

export const GATES: readonly Gate[] = [
  environmentGate,
  killSwitchGate,
  trustGate,
  tlsGate,
  buildGate,
  approvalGate,
  pinsGate,
  writerGate,
  recordGate,
  requestGate,
  principalGate,
  driftGate,
  cutOnceGate,
  backupGate,
];

const applying = (facts: OfflineFacts | OnlineFacts): readonly Gate[] =>
  GATES.filter(({ applies }) => applies === undefined || applies(facts));

export const askOffline = (facts: OfflineFacts): readonly Verdict[] =>
  applying(facts).flatMap(({ id, title, offline }) => {
    const problems = offline?.(facts);
    return problems === undefined ? [] : [{ gate: id, title, check: 'offline' as const, problems }];
  });

export const askOnline = (facts: OnlineFacts): readonly Verdict[] =>
  applying(facts).flatMap(({ id, title, online }) =>
    online === undefined ? [] : [{ gate: id, title, check: 'online' as const, problems: online(facts) }],
  );

export const askBeforeCommit = (facts: BeforeCommitFacts): readonly Verdict[] =>
  applying(facts).flatMap(({ id, title, beforeCommit }) =>
    beforeCommit === undefined
      ? []
      : [{ gate: id, title, check: 'before_commit' as const, problems: beforeCommit(facts) }],
  );
