import type { Procedure } from '../procedure.ts';
import { backEnd } from './back-end.ts';
import { centralBackEnd } from './central-back-end.ts';
import { centralStandardEdition } from './central-standard-edition.ts';
import { frontEnd } from './front-end.ts';
import { wholePool } from './pool.ts';
import { standardEdition } from './standard-edition.ts';

/** Every procedure, the special before the general: the first that fits is the one. */
export const procedures: readonly Procedure[] = [
  centralStandardEdition,
  standardEdition,
  wholePool,
  frontEnd,
  centralBackEnd,
  backEnd,
];
