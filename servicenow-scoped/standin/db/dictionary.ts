/** What tables there are, what they inherit, and what their values look like to a reader. */
import type { Choice, DictionaryData, FieldDef, TableDef } from './types.ts';

/** Fields that every table has. */
export const systemFields: readonly FieldDef[] = [
  { element: 'sys_id', type: 'GUID', label: 'Sys ID', maxLength: 32 },
  { element: 'sys_created_by', type: 'string', label: 'Created by', maxLength: 40 },
  { element: 'sys_created_on', type: 'glide_date_time', label: 'Created' },
  { element: 'sys_updated_by', type: 'string', label: 'Updated by', maxLength: 40 },
  { element: 'sys_updated_on', type: 'glide_date_time', label: 'Updated' },
  { element: 'sys_mod_count', type: 'integer', label: 'Updates' },
];

const classField: FieldDef = { element: 'sys_class_name', type: 'sys_class_name', label: 'Class', maxLength: 80 };

export class Dictionary {
  readonly data: DictionaryData;
  readonly #tables: ReadonlyMap<string, TableDef>;
  readonly #fields = new Map<string, ReadonlyMap<string, FieldDef>>();
  readonly #extended: ReadonlySet<string>;

  constructor(data: DictionaryData) {
    this.data = data;
    this.#tables = new Map(data.tables.map((table) => [table.name, table]));
    this.#extended = new Set(data.tables.flatMap((table) => (table.parent === undefined ? [] : [table.parent])));
  }

  table(name: string): TableDef | undefined {
    return this.#tables.get(name);
  }

  tables(): readonly TableDef[] {
    return this.data.tables;
  }

  /** The table and those it extends, itself first. */
  lineage(name: string): readonly TableDef[] {
    const table = this.#tables.get(name);
    if (table === undefined) return [];
    return table.parent === undefined ? [table] : [table, ...this.lineage(table.parent)];
  }

  /** The table and all that extend it. */
  family(name: string): readonly string[] {
    return this.data.tables.filter((table) => this.lineage(table.name).some((one) => one.name === name)).map((table) => table.name);
  }

  /** A table of a hierarchy says of each record which class it is. */
  #classed(lineage: readonly TableDef[]): boolean {
    return lineage.length > 1 || lineage.some((table) => this.#extended.has(table.name));
  }

  fields(name: string): ReadonlyMap<string, FieldDef> {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const lineage = this.lineage(name);
    // What a table says of an inherited field overrides what its parent says.
    const own = lineage.toReversed().flatMap((table) => table.fields);
    const all = [...systemFields, ...(this.#classed(lineage) ? [classField] : []), ...own];
    const made = new Map(all.map((field) => [field.element, field]));
    this.#fields.set(name, made);
    return made;
  }

  field(table: string, element: string): FieldDef | undefined {
    return this.fields(table).get(element);
  }

  display(name: string): string {
    const named = this.lineage(name).find((table) => table.display !== undefined)?.display;
    return (
      named ?? (this.field(name, 'name') === undefined ? (this.field(name, 'number') === undefined ? 'sys_created_on' : 'number') : 'name')
    );
  }

  choices(table: string, element: string): readonly Choice[] {
    for (const one of this.lineage(table)) {
      const own = this.data.choices.filter((choice) => choice.table === one.name && choice.element === element);
      if (own.length > 0) return own.toSorted((a, b) => a.sequence - b.sequence);
    }
    return [];
  }
}
