import type { Procedure } from '../procedure.ts';
import { backEnd } from './back-end.ts';
import { centralBackEnd } from './central-back-end.ts';
import { centralStandardEdition } from './central-standard-edition.ts';
import { director } from './director.ts';
import { edge } from './edge.ts';
import { fileStore } from './file-store.ts';
import { frontEnd } from './front-end.ts';
import { mediation } from './mediation.ts';
import { mirrorCopy } from './mirror-copy.ts';
import { mirrorPrimary } from './mirror-primary.ts';
import { pairedPool } from './paired-pool.ts';
import { persistentChatServer } from './persistent-chat-server.ts';
import { persistentChatStore } from './persistent-chat-store.ts';
import { plainServer } from './plain-server.ts';
import { wholePool } from './pool.ts';
import { recordStores } from './record-stores.ts';
import { standardEdition } from './standard-edition.ts';

/** Every procedure, the special before the general: the first that fits is the one. */
export const procedures: readonly Procedure[] = [
  pairedPool,
  centralStandardEdition,
  standardEdition,
  wholePool,
  frontEnd,
  mirrorPrimary,
  mirrorCopy,
  centralBackEnd,
  backEnd,
  director,
  mediation,
  edge,
  persistentChatServer,
  persistentChatStore,
  recordStores,
  fileStore,
  plainServer,
];
