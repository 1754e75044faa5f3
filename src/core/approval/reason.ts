/** A reason why an approval does not count. */
export type ReasonCode =
  | 'bytes'
  | 'signature'
  | 'signer'
  | 'revoked'
  | 'key_validity'
  | 'author'
  | 'allowance'
  | 'plan'
  | 'purpose'
  | 'subject'
  | 'target'
  | 'run'
  | 'counts'
  | 'times'
  | 'future'
  | 'expired'
  | 'lifetime'
  | 'same_approver';

export interface Reason {
  readonly reason: ReasonCode;
  /** A clause that follows "The approval does not count: ". */
  readonly text: string;
}
