import type { SqlType } from '../values/types.ts';

/** A name of one to four parts, outermost first; missing ones are empty: `msdb..backupset`. */
export interface ObjectName {
  readonly parts: readonly string[];
  readonly line: number;
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '='
  | '<>'
  | '<'
  | '>'
  | '<='
  | '>='
  | 'and'
  | 'or';

export interface WhenBranch {
  readonly when: Expression;
  readonly then: Expression;
}

export interface FunctionCall {
  readonly kind: 'call';
  /** Upper case for built-in functions; with schema as written. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly distinct: boolean;
  readonly star: boolean;
  readonly over?: {
    readonly partition: readonly Expression[];
    readonly order: readonly OrderItem[];
  };
  readonly line: number;
}

export type Expression =
  | { readonly kind: 'null' }
  | { readonly kind: 'integer'; readonly text: string }
  | { readonly kind: 'decimal'; readonly text: string }
  | { readonly kind: 'float'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string; readonly national: boolean }
  | { readonly kind: 'binary'; readonly hex: string }
  | { readonly kind: 'variable'; readonly name: string; readonly line: number }
  | { readonly kind: 'column'; readonly name: ObjectName }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'bitnot'; readonly operand: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary-operation';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'is-null'; readonly operand: Expression; readonly not: boolean }
  | {
      readonly kind: 'in';
      readonly operand: Expression;
      readonly list: readonly Expression[] | Query;
      readonly not: boolean;
    }
  | {
      readonly kind: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly not: boolean;
    }
  | {
      readonly kind: 'like';
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
      readonly not: boolean;
    }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'subquery'; readonly query: Query }
  | {
      readonly kind: 'case';
      readonly operand?: Expression;
      readonly branches: readonly WhenBranch[];
      readonly otherwise?: Expression;
    }
  | {
      readonly kind: 'cast';
      readonly operand: Expression;
      readonly type: SqlType;
      readonly style?: Expression;
      /** TRY_CAST, TRY_CONVERT. */
      readonly lenient: boolean;
    }
  | FunctionCall;

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
}

export type SelectItem =
  | { readonly kind: 'star'; readonly table?: string }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias?: string }
  | { readonly kind: 'assign'; readonly variable: string; readonly expression: Expression };

export type JoinKind =
  'inner' | 'left' | 'right' | 'full' | 'cross' | 'cross-apply' | 'outer-apply';

export type TableSource =
  | { readonly kind: 'table'; readonly name: ObjectName; readonly alias?: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly alias?: string;
      readonly line: number;
    }
  | {
      readonly kind: 'function';
      readonly name: ObjectName;
      readonly arguments: readonly Expression[];
      readonly alias?: string;
    }
  | {
      readonly kind: 'derived';
      readonly query: Query;
      readonly alias: string;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'values';
      readonly rows: readonly (readonly Expression[])[];
      readonly alias: string;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'join';
      readonly join: JoinKind;
      readonly left: TableSource;
      readonly right: TableSource;
      readonly on?: Expression;
    };

export interface SelectBody {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly top?: {
    readonly count: Expression;
    readonly percent: boolean;
    readonly ties: boolean;
  };
  readonly items: readonly SelectItem[];
  readonly into?: ObjectName;
  readonly from?: TableSource;
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly having?: Expression;
  readonly line: number;
}

export interface SetOperation {
  readonly kind: 'set';
  readonly operator: 'union' | 'union-all' | 'except' | 'intersect';
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export type QueryBody = SelectBody | SetOperation;

export interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: Query;
}

export interface Query {
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  /** MAXRECURSION; 0 for no limit. */
  readonly deepest?: number;
  /** `OFFSET … ROWS FETCH NEXT … ROWS ONLY`, from 2012 on. */
  readonly page?: { readonly skip: Expression; readonly take?: Expression };
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly identity?: { readonly seed: bigint; readonly increment: bigint };
  readonly defaultValue?: Expression;
  readonly unique: boolean;
}

export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[];
  /** Column names of the primary key; empty without one. */
  readonly primaryKey: readonly string[];
}
