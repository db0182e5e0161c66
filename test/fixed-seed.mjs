/**
 * Random values of the tests are the same in every `npm test`, so that a failure is one of the change and
 * not of chance. `RECOVERY_RUNBOOKS_SEED` names others; without this file (mocha by hand) they are new each
 * time.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.RECOVERY_RUNBOOKS_SEED ?? 20130) });
