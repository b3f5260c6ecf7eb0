/** Reads the records that the SDK's build emits: `<record_update><table action="…"><field>value</field>…</table></record_update>`. */
import { Parser } from 'htmlparser2';

export interface AppRecord {
  /** Table name: `sys_module`. */
  readonly table: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

export function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [root];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element: Element = { name, attributes, children: [], text: '' };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext(text) {
        const element = open.at(-1);
        if (element !== undefined) element.text += text;
      },
      onclosetag: () => void open.pop(),
      onerror(error) {
        throw error;
      },
    },
    { xmlMode: true, recognizeCDATA: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
  return root;
}

const recordOf = (element: Element): AppRecord => ({
  table: element.name,
  action: element.attributes['action'] ?? '',
  fields: Object.fromEntries(element.children.map((child) => [child.name, child.text])),
});

/** Every element with an action, however deep; a choice set has its choices inside. */
function recordsUnder(element: Element): AppRecord[] {
  return element.children.flatMap((child) =>
    child.attributes['action'] === undefined ? recordsUnder(child) : [recordOf(child), ...recordsUnder(child)],
  );
}

export const readRecords = (xml: string): readonly AppRecord[] =>
  recordsUnder(parseXml(xml)).filter(({ action }) => action === 'INSERT_OR_UPDATE');
