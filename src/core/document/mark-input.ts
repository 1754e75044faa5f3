/** What marking is given. */
import type { Cut } from '../cut.ts';
import type { OutlineProfile } from './outline/profile.ts';
import type { Profile } from './profile.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The two ways to describe a family of documents: as a list of marked records, or as an outline of numbered parts. */
export type Grammar = Profile | OutlineProfile;

export interface MarkInput {
  /** The decoded source, as given. */
  readonly text: string;
  /** The same as UTF-8, where that is at hand. */
  readonly bytes?: Uint8Array;
  readonly cut: Cut;
  readonly profile: Grammar;
  /** SHA-256 of the profile's file. */
  readonly profileSha256: string;
  /** SHA-256, name and length of the source file. */
  readonly documentSha256: string;
  readonly documentName: string;
  readonly documentBytes: number;
  readonly vocabulary: Vocabulary;
  /** Name of the cut's file in problems that concern it. */
  readonly cutName?: string;
  /** Told now and then how many bytes of the region lie in spans so far, and how many there are. */
  readonly seen?: (bytes: number, of: number) => void;
}
