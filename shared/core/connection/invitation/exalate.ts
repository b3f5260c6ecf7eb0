/** Codes of Exalate are recognised, so that the page can say what they are; they cannot be used. */
import type { JsonObject, Json } from '../../json.ts';
import { showsAny, utf8Text } from './decode-text.ts';

/** What an Exalate code says of its maker; a member that cannot be read is ''. */
export interface ExalateMaker {
  readonly name: string;
  readonly baseUrl: string;
  readonly trackerUrl: string;
  readonly nodeType: string;
}

/** Names that only Exalate's node info has. No prose contains them, so a description cannot be mistaken for one. */
const NAMES = /rawExaCo|exaCompVer|xaCompVersion|adminProofU|exalatePlug/;

export function looksLikeExalate(text: string): boolean {
  return showsAny(text, NAMES);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? utf8Text(value).slice(0, 500) : '';
}

/** Exalate's codes have no version and no sum. Null: the object is none. */
export function exalateMaker(object: JsonObject): ExalateMaker | null {
  const info = object['nodeInfo'];
  if (!isObject(info) || object['invitationSecret'] === undefined || object['v'] !== undefined || object['sum'] !== undefined) return null;
  return {
    name: textOf(info, 'name'),
    baseUrl: textOf(info, 'baseUrl'),
    trackerUrl: textOf(info, 'issueTrackerUrl'),
    nodeType: textOf(info, 'nodeType'),
  };
}
