/** The shapes of data and of its dictionary. Plain data: it crosses to the threads that run scripts. */

/** Database values by element: text, as the database keeps them; an empty field is `''` or absent. Booleans are `1` and `0`. */
export type Row = Readonly<Record<string, string>>;

export interface FieldDef {
  readonly element: string;
  /** `internal_type` of sys_dictionary: `string`, `reference`, `glide_date_time`, `journal_input`, … */
  readonly type: string;
  readonly label: string;
  readonly default?: string;
  /** Table that a `reference` names. */
  readonly reference?: string;
  readonly maxLength?: number;
  readonly mandatory?: boolean;
  readonly unique?: boolean;
  readonly readOnly?: boolean;
  /** What happens to this record where the one it names is deleted: `delete`, `clear`, … */
  readonly cascade?: string;
}

export interface Access {
  readonly create: boolean;
  readonly read: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

export interface TableDef {
  readonly name: string;
  readonly label: string;
  /** The table it extends. */
  readonly parent?: string;
  readonly fields: readonly FieldDef[];
  /** Element whose value stands for the record. */
  readonly display?: string;
  /** `global`, or the name of the scope that it belongs to. */
  readonly scope: string;
  /** What other scopes may do to it. */
  readonly access: Access;
  /** Whether the Table API serves it. */
  readonly webService: boolean;
  /** Elements of each unique index. */
  readonly unique: readonly (readonly string[])[];
  /** Prefix of its numbers, `INC`. */
  readonly prefix?: string;
  /** Roles of which one is needed for an operation; absent: any user. `admin` always may. */
  readonly roles?: Readonly<Partial<Record<Operation, readonly string[]>>>;
}

export type Operation = 'read' | 'write' | 'create' | 'delete';

export interface Choice {
  readonly table: string;
  readonly element: string;
  readonly value: string;
  readonly label: string;
  readonly sequence: number;
}

export interface DictionaryData {
  readonly tables: readonly TableDef[];
  readonly choices: readonly Choice[];
}

/** A condition, or conditions joined. A condition on a field that the table lacks counts for nothing, as on the host. */
export type Where =
  | { readonly all: readonly Where[] }
  | { readonly any: readonly Where[] }
  | { readonly encoded: string }
  | { readonly field: string; readonly operator: string; readonly value: string };

export interface Order {
  readonly field: string;
  readonly descending: boolean;
}

export interface Select {
  readonly table: string;
  readonly where: readonly Where[];
  readonly order: readonly Order[];
  readonly offset: number;
  /** Null: no limit. */
  readonly limit: number | null;
}

/** Who does something, for `sys_created_by` and for conditions such as `javascript:gs.getUserID()`. */
export interface Actor {
  readonly sysId: string;
  readonly userName: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}
