import type { SqlType } from '../values/types.ts';
import type {
  Expression,
  FunctionCall,
  ObjectName,
  Query,
  SelectItem,
  TableDefinition,
  TableSource,
} from './ast.ts';

/** `NAME = value` or `NAME` alone, as BACKUP, RESTORE and DBCC take them. */
export interface StatementOption {
  /** Upper case. */
  readonly name: string;
  readonly value?: Expression;
  /** The second value of `MOVE 'x' TO 'y'`. */
  readonly to?: Expression;
  readonly line: number;
}

export interface Device {
  readonly kind: 'disk' | 'logical' | 'other';
  readonly path: Expression;
}

export interface Argument {
  readonly name?: string;
  readonly value: Expression | 'default';
  readonly output: boolean;
}

/** OUTPUT: what goes back of each changed row, or into another table. */
export interface OutputClause {
  readonly items: readonly SelectItem[];
  readonly into?: {
    readonly table: ObjectName | { readonly variable: string };
    readonly columns: readonly string[];
  };
}

export type DataChange =
  | {
      readonly kind: 'insert';
      readonly table: ObjectName | { readonly variable: string };
      readonly columns: readonly string[];
      readonly output?: OutputClause;
      readonly source:
        | {
            readonly kind: 'values';
            readonly rows: readonly (readonly (Expression | 'default')[])[];
          }
        | { readonly kind: 'query'; readonly query: Query }
        | { readonly kind: 'execute'; readonly execute: Execute }
        | { readonly kind: 'default' };
    }
  | {
      readonly kind: 'update';
      readonly table: ObjectName | { readonly variable: string };
      readonly top?: Expression;
      readonly set: readonly { readonly column: string; readonly value: Expression }[];
      readonly output?: OutputClause;
      readonly from?: TableSource;
      readonly where?: Expression;
    }
  | {
      readonly kind: 'delete';
      readonly table: ObjectName | { readonly variable: string };
      readonly top?: Expression;
      readonly output?: OutputClause;
      readonly from?: TableSource;
      readonly where?: Expression;
    }
  | { readonly kind: 'truncate'; readonly table: ObjectName };

export type Execute =
  | {
      readonly kind: 'execute';
      readonly procedure: ObjectName | { readonly variable: string };
      readonly arguments: readonly Argument[];
      readonly into?: string;
    }
  | { readonly kind: 'execute-text'; readonly text: Expression };

export type BackupStatement =
  | {
      readonly kind: 'backup';
      readonly what: 'database' | 'log';
      readonly database: Expression;
      readonly devices: readonly Device[];
      readonly options: readonly StatementOption[];
    }
  | {
      readonly kind: 'restore';
      readonly what:
        'database' | 'log' | 'headeronly' | 'filelistonly' | 'labelonly' | 'verifyonly';
      readonly database?: Expression;
      readonly devices: readonly Device[];
      readonly options: readonly StatementOption[];
    };

export interface SetOption {
  readonly words: readonly string[];
  readonly termination?: 'immediate' | 'no-wait' | { readonly afterSeconds: number };
}

export type ServerStatement =
  | { readonly kind: 'use'; readonly database: string }
  | {
      readonly kind: 'alter-database';
      readonly database: string;
      readonly change:
        | { readonly kind: 'set'; readonly option: SetOption }
        | { readonly kind: 'rename'; readonly name: string }
        | {
            readonly kind: 'modify-file';
            readonly logical: string;
            readonly options: readonly { readonly name: string; readonly value: string }[];
          };
    }
  | {
      readonly kind: 'create-database';
      readonly database: string;
      readonly files: readonly {
        readonly log: boolean;
        readonly options: readonly { readonly name: string; readonly value: string }[];
      }[];
      readonly attach: boolean;
    }
  | {
      readonly kind: 'drop-database';
      readonly databases: readonly string[];
      readonly ifExists: boolean;
    }
  | {
      readonly kind: 'dbcc';
      readonly command: string;
      readonly arguments: readonly Expression[];
      readonly options: readonly string[];
    }
  | { readonly kind: 'kill'; readonly spid: Expression; readonly statusOnly: boolean }
  | { readonly kind: 'shutdown'; readonly noWait: boolean }
  | { readonly kind: 'checkpoint' };

export type PrincipalStatement =
  | {
      readonly kind: 'create-login';
      readonly name: string;
      readonly windows: boolean;
      readonly password?: string;
      readonly options: readonly { readonly name: string; readonly value: string }[];
    }
  | {
      readonly kind: 'alter-login';
      readonly name: string;
      readonly disable?: boolean;
      readonly password?: string;
      readonly options: readonly { readonly name: string; readonly value: string }[];
    }
  | { readonly kind: 'drop-login'; readonly name: string }
  | {
      readonly kind: 'create-user';
      readonly name: string;
      readonly login?: string;
      readonly without: boolean;
    }
  | {
      readonly kind: 'alter-user';
      readonly name: string;
      readonly login?: string;
      readonly newName?: string;
    }
  | { readonly kind: 'drop-user'; readonly name: string }
  | { readonly kind: 'create-role'; readonly name: string; readonly owner?: string }
  | { readonly kind: 'drop-role'; readonly name: string }
  | {
      readonly kind: 'alter-role';
      readonly name: string;
      readonly server: boolean;
      readonly add?: string;
      readonly drop?: string;
    }
  | { readonly kind: 'authorization'; readonly database: string; readonly owner: string };

export type FlowStatement =
  | { readonly kind: 'block'; readonly statements: readonly Statement[] }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Statement;
      readonly otherwise?: Statement;
    }
  | { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return'; readonly value?: Expression }
  | {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly handler: readonly Statement[];
    }
  | { readonly kind: 'print'; readonly value: Expression }
  | { readonly kind: 'raiserror'; readonly call: FunctionCall; readonly options: readonly string[] }
  | {
      readonly kind: 'throw';
      readonly number?: Expression;
      readonly text?: Expression;
      readonly state?: Expression;
    }
  | { readonly kind: 'waitfor'; readonly unit: 'delay' | 'time'; readonly value: Expression }
  | {
      readonly kind: 'declare';
      readonly variables: readonly {
        readonly name: string;
        readonly type: SqlType | TableDefinition;
        readonly value?: Expression;
      }[];
    }
  | { readonly kind: 'set-variable'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'set-option'; readonly names: readonly string[]; readonly value: string }
  | {
      readonly kind: 'transaction';
      readonly action: 'begin' | 'commit' | 'rollback' | 'save';
      /** A name, or a variable that holds it. */
      readonly name?: Expression;
    };

export type CursorStatement =
  | {
      readonly kind: 'declare-cursor';
      readonly name: string;
      readonly local: boolean;
      readonly scrolls: boolean;
      readonly query: Query;
    }
  | { readonly kind: 'open-cursor' | 'close-cursor' | 'deallocate'; readonly name: string }
  | {
      readonly kind: 'fetch';
      readonly name: string;
      readonly direction: 'next' | 'prior' | 'first' | 'last' | 'absolute' | 'relative';
      /** Of ABSOLUTE and RELATIVE. */
      readonly place?: Expression;
      readonly into: readonly string[];
    };

export type Body =
  | { readonly kind: 'query'; readonly query: Query }
  | {
      readonly kind: 'create-table';
      readonly name: ObjectName;
      readonly definition: TableDefinition;
    }
  | {
      readonly kind: 'drop-table';
      readonly names: readonly ObjectName[];
      readonly ifExists: boolean;
    }
  | DataChange
  | Execute
  | BackupStatement
  | ServerStatement
  | PrincipalStatement
  | CursorStatement
  | FlowStatement;

export type Statement = Body & {
  /** 1-based line where it starts. */
  readonly line: number;
};
