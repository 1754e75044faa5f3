/** What marking is given. */
import type { Cut } from '../cut.ts';
import type { Profile } from './profile.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface MarkInput {
  /** The decoded source, as given. */
  readonly text: string;
  readonly cut: Cut;
  readonly profile: Profile;
  /** SHA-256 of the profile's file. */
  readonly profileSha256: string;
  /** SHA-256, name and length of the source file. */
  readonly documentSha256: string;
  readonly documentName: string;
  readonly documentBytes: number;
  readonly vocabulary: Vocabulary;
  /** Name of the cut's file in problems that concern it. */
  readonly cutName?: string;
}
