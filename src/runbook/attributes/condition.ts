import { conditionFault } from '../../errors/runbook-diagnostics.ts';
import {
  conditionUnreadable,
  secretInCondition,
  variableNotDeclared,
} from '../../errors/runbook.ts';
import { Secret, type VariableScope } from '../variables.ts';
import { factPath } from '../variables/references.ts';
import {
  conditionTokens,
  type ConditionFault,
  type ConditionToken,
  type Operand,
} from './condition-tokens.ts';

/** A `when` that was read. Offsets are into its text. */
export type Condition =
  | { readonly kind: 'operand'; readonly operand: Operand }
  | {
      readonly kind: 'compare';
      readonly equal: boolean;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] };

class ConditionError extends Error {
  readonly fault: ConditionFault;

  constructor(fault: ConditionFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** `or` binds loosest, then `and`, then `not`, then `==` and `!=`. */
class ConditionParser {
  readonly #text: string;
  readonly #tokens: readonly ConditionToken[];
  #at = 0;

  constructor(text: string, tokens: readonly ConditionToken[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  whole(): Condition {
    if (this.#is('end')) throw this.#fault('empty');
    const condition = this.#or();
    if (!this.#is('end')) throw this.#fault('operator-expected');
    return condition;
  }

  get #token(): ConditionToken {
    const token = this.#tokens[this.#at];
    return token ?? { kind: 'end', start: this.#text.length, end: this.#text.length };
  }

  #fault(reason: ConditionFault['reason'], token = this.#token): ConditionError {
    const { start, end } = token;
    return new ConditionError({ reason, text: this.#text.slice(start, end), start, end });
  }

  #is(kind: ConditionToken['kind']): boolean {
    return this.#token.kind === kind;
  }

  #take(kind: ConditionToken['kind']): boolean {
    if (!this.#is(kind)) return false;
    this.#at++;
    return true;
  }

  #or(): Condition {
    return this.#chain('or', () => this.#chain('and', () => this.#not()));
  }

  #chain(kind: 'and' | 'or', next: () => Condition): Condition {
    const first = next();
    if (!this.#is(kind)) return first;
    const of = [first];
    while (this.#take(kind)) of.push(next());
    return { kind, of };
  }

  #not(): Condition {
    let negated = false;
    while (this.#take('not')) negated = !negated;
    const of = this.#comparison();
    return negated ? { kind: 'not', of } : of;
  }

  #comparison(): Condition {
    const opening = this.#token;
    if (this.#take('(')) {
      const inner = this.#or();
      if (!this.#take(')')) {
        throw this.#is('end')
          ? this.#fault('unclosed-parenthesis', opening)
          : this.#fault('operator-expected');
      }
      return inner;
    }
    const left = this.#operand();
    const equal = this.#take('==');
    if (!equal && !this.#take('!=')) return { kind: 'operand', operand: left };
    const right = this.#operand();
    if (this.#is('==') || this.#is('!=')) throw this.#fault('compared-twice');
    return { kind: 'compare', equal, left, right };
  }

  #operand(): Operand {
    const token = this.#token;
    if (token.kind !== 'operand') throw this.#fault('operand-expected');
    this.#at++;
    return token.operand;
  }
}

/** How deep parentheses may go: more than this is no condition that a person wrote. */
const deepest = 200;

/** Reads a condition, or says what is wrong with it. */
export function readCondition(text: string): Condition | ConditionFault {
  const tokens = conditionTokens(text);
  if (!Array.isArray(tokens)) return tokens;
  const open = tokens.filter(token => token.kind === '(');
  const last = open[deepest];
  if (last !== undefined) {
    return { reason: 'too-deep', text: '(', start: last.start, end: last.end };
  }
  try {
    return new ConditionParser(text, tokens).whole();
  } catch (error) {
    if (error instanceof ConditionError) return error.fault;
    throw error;
  }
}

/** The condition of a `when`. Throws a `Problem` (usage) when it cannot be read. */
export function parseCondition(text: string): Condition {
  const read = readCondition(text);
  if ('reason' in read) {
    throw conditionUnreadable(text, read.start + 1, conditionFault(read).message);
  }
  return read;
}

/** An operand that stands for a value of the run. */
export type NamedOperand = Exclude<Operand, { kind: 'text' }>;

function operandsOf(condition: Condition, compared: boolean): Operand[] {
  switch (condition.kind) {
    case 'operand':
      return compared ? [] : [condition.operand];
    case 'compare':
      return [condition.left, condition.right];
    case 'not':
      return operandsOf(condition.of, compared);
    case 'and':
    case 'or':
      return condition.of.flatMap(each => operandsOf(each, compared));
  }
}

/**
 * Variables and facts that a condition names, in order, each as often as it stands there; `compared`
 * leaves out those that stand alone.
 */
export function namesOf(condition: Condition, which: 'all' | 'compared' = 'all'): NamedOperand[] {
  return operandsOf(condition, which === 'compared').filter(operand => operand.kind !== 'text');
}

function valueOf(operand: Operand, scope: VariableScope): string | Secret {
  switch (operand.kind) {
    case 'text':
      return operand.text;
    case 'fact':
      return scope.fact(factPath(operand.path, name => plainText(name, scope))) ?? '';
    case 'variable':
      if (!scope.has(operand.name)) throw variableNotDeclared(operand.name);
      return scope.variable(operand.name) ?? '';
  }
}

function plainText(name: string, scope: VariableScope): string {
  if (!scope.has(name)) throw variableNotDeclared(name);
  const value = scope.variable(name) ?? '';
  if (value instanceof Secret) throw secretInCondition(value.name);
  return value;
}

function comparable(operand: Operand, scope: VariableScope): string {
  const value = valueOf(operand, scope);
  if (value instanceof Secret) throw secretInCondition(value.name);
  return value.toLowerCase();
}

/**
 * Whether the condition holds. Values compare regardless of case, as names of servers and of Windows
 * do; what has no value is the empty text; a value alone holds when it is neither empty nor `false`.
 * Throws a `Problem` (usage) for a variable that is not declared, and where a secret is compared.
 */
export function evaluateCondition(condition: Condition, scope: VariableScope): boolean {
  switch (condition.kind) {
    case 'operand': {
      const value = valueOf(condition.operand, scope);
      if (value instanceof Secret) return value.reveal() !== '';
      return value !== '' && value.toLowerCase() !== 'false';
    }
    case 'compare': {
      const same = comparable(condition.left, scope) === comparable(condition.right, scope);
      return same === condition.equal;
    }
    case 'not':
      return !evaluateCondition(condition.of, scope);
    case 'and':
      return condition.of.every(each => evaluateCondition(each, scope));
    case 'or':
      return condition.of.some(each => evaluateCondition(each, scope));
  }
}
