/** One block that was edited where it is shown: what of it can still be as it was given. */
import type { RichNode } from './document.ts';
import { nodeKey } from './kept-match.ts';
import { nearest } from './nearest.ts';
import { innerText, textNode } from './nodes.ts';
import { sameJson } from './normal.ts';
import { shapeOf } from './shapes.ts';

/** Characters of a line, for each of its people and dates; a line with thousands of them is what it shows. */
const MAX_LOOKED_AT = 2_000_000;

export type MergeChildren = (given: readonly RichNode[], shown: readonly RichNode[], now: readonly RichNode[]) => readonly RichNode[];

/** `given` is shown as `shown` and was edited into `now`. */
export function mergedBlock(given: RichNode, shown: RichNode, now: RichNode, children: MergeChildren): RichNode {
  if (shown.type !== now.type || !sameJson(shown.attrs ?? {}, now.attrs ?? {})) return now;
  if (given.type === 'taskList' && now.type === 'bulletList') return mergedTasks(given, shown, now) ?? now;
  if (shapeOf(given.type)?.holds === 'inlines') return mergedLine(given, shown, now);
  const framed = given.type === 'panel' && shown.type === 'blockquote';
  const nested = given.content !== undefined && shapeOf(given.type)?.holds !== 'text';
  if ((given.type !== shown.type && !framed) || !nested) return now;
  return { ...given, content: children(given.content ?? [], shown.content ?? [], now.content ?? []) };
}

/** Items that begin with a box are tasks; a new one without is a task to do. Null: one holds more than a line. */
function mergedTasks(given: RichNode, shown: RichNode, now: RichNode): RichNode | null {
  const before = new Map<string, RichNode>();
  (shown.content ?? []).forEach((item, index) => {
    const task = given.content?.[index];
    if (task !== undefined && shown.content?.length === given.content?.length) before.set(nodeKey(item), task);
  });
  const tasks: RichNode[] = [];
  for (const item of now.content ?? []) {
    const task = before.get(nodeKey(item)) ?? taskOf(item);
    if (task === null) return null;
    tasks.push(task);
  }
  return { ...given, content: tasks };
}

function taskOf(item: RichNode): RichNode | null {
  const [line, ...more] = item.content ?? [];
  if (line === undefined || line.type !== 'paragraph' || more.length > 0) return null;
  const [first, ...rest] = line.content ?? [];
  const box = /^\s*([☐☑☒])\s?/.exec(first?.text ?? '');
  if (first === undefined || box === null) return { type: 'taskItem', attrs: { state: 'TODO' }, content: line.content ?? [] };
  const text = (first.text ?? '').slice(box[0].length);
  const content = text === '' ? rest : [{ ...first, text }, ...rest];
  return { type: 'taskItem', attrs: { state: box[1] === '☐' ? 'TODO' : 'DONE' }, content };
}

/** People, dates and the like that the edited line still names are what they were. */
function mergedLine(given: RichNode, shown: RichNode, now: RichNode): RichNode {
  if (given.type !== now.type) return now;
  let content = now.content ?? [];
  const atoms = (given.content ?? []).filter(({ type }) => type !== 'text' && type !== 'hardBreak');
  if (atoms.length * innerText(content).length > MAX_LOOKED_AT) return now;
  atoms.forEach((atom) => {
    content = withAtom(content, atom, shown.content ?? []);
  });
  return { ...now, content };
}

function withAtom(line: readonly RichNode[], atom: RichNode, shown: readonly RichNode[]): readonly RichNode[] {
  const same = shown.filter((node) => node.type === atom.type);
  if (same.length > 0) return same.length === 1 ? replaced(line, same[0]!, atom) : line;
  const words = innerText(nearest(atom));
  if (words === '' || innerText(shown).split(words).length !== 2 || innerText(line).split(words).length !== 2) return line;
  const result: RichNode[] = [];
  line.forEach((node) => {
    const at = node.type === 'text' ? (node.text ?? '').indexOf(words) : -1;
    if (at < 0) {
      result.push(node);
      return;
    }
    const [before, after] = [(node.text ?? '').slice(0, at), (node.text ?? '').slice(at + words.length)];
    if (before !== '') result.push(textNode(before, node.marks));
    result.push(atom);
    if (after !== '') result.push(textNode(after, node.marks));
  });
  return result;
}

function replaced(line: readonly RichNode[], shown: RichNode, atom: RichNode): readonly RichNode[] {
  const key = nodeKey(shown);
  return line.map((node) => (nodeKey(node) === key ? atom : node));
}
