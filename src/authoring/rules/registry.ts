import { confirmation } from './confirmation.ts';
import { order } from './order.ts';
import { pastedCharacters } from './pasted-characters.ts';
import { resultVerified } from './result-verified.ts';
import type { RunbookRule } from './rule.ts';
import { scriptVariables } from './script-variables.ts';
import { secrets } from './secrets.ts';
import { sqlSyntax } from './sql-syntax.ts';
import { unreachable } from './unreachable.ts';
import { verifiedSet } from './verified-set.ts';

/** Every rule that a runbook is held against. A new rule is a new file and a line here. */
export const rules: readonly RunbookRule[] = [
  unreachable,
  confirmation,
  verifiedSet,
  resultVerified,
  scriptVariables,
  order,
  secrets,
  sqlSyntax,
  pastedCharacters,
];
