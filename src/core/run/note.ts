/** What the name of a state or a phase does not say by itself. */
import type { Facts } from './transition.ts';

/** The fact `backup` where the policy asks for none; else it names the receipt. */
export const NO_BACKUP = 'not required';

/** Of the facts of one transition: the station behind the backup is reached, too, where none had to be taken. */
export const noteOf = ({ backup }: Facts): string | undefined =>
  backup === NO_BACKUP ? 'no backup required' : undefined;
