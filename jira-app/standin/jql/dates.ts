/**
 * Dates in JQL: absolute in the asking user's time zone, relative, or by function.
 *
 * 1. They have the precision of a minute, on both sides of a comparison: an issue updated at 10:03:40 is not `> "10:03"`.
 */
import { fromWallClock, offsetMinutes } from '../model/time.ts';
import { Refusal } from '../rest/wire.ts';
import type { Operand } from './parse.ts';

export const minuteOf = (at: number) => Math.floor(at / 60_000);

const units: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function relative(text: string): number | null {
  if (/^[+-]?\d+[yM]$/.test(text.trim())) throw new Refusal(501, [`The stand-in of Jira Cloud does not model the period '${text}'`]);
  const found = /^([+-]?)((?:\d+[wdhm]\s*)+)$/.exec(text.trim());
  if (found === null) return null;
  let total = 0;
  for (const part of (found[2] ?? '').matchAll(/(\d+)([wdhm])/g)) total += Number(part[1]) * (units[part[2] ?? ''] ?? 0);
  return found[1] === '-' ? -total : total;
}

function startOfDay(at: number, zone: string): number {
  const local = new Date(at + offsetMinutes(at, zone) * 60_000);
  return fromWallClock(local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate(), 0, 0, zone);
}

function byFunction(operand: Operand, now: number, zone: string): number {
  const name = operand.text.toLowerCase();
  const increment =
    operand.args[0] === undefined ? 0 : relative(/[wdhmyM]$/.test(operand.args[0]) ? operand.args[0] : `${operand.args[0]}d`);
  if (increment === null)
    throw new Refusal(400, [`Duration for function '${operand.text}' should have the format (+/-)n(yMwdm), e.g -1M for 1 month earlier.`]);
  if (name === 'now') return now;
  if (name === 'startofday') return startOfDay(now, zone) + increment;
  if (name === 'endofday') return startOfDay(now + 86_400_000, zone) - 1000 + increment;
  throw new Refusal(501, [`The stand-in of Jira Cloud does not model the JQL function '${operand.text}'`]);
}

/** Milliseconds since 1970 UTC. @throws Refusal 400 where it is no date. */
export function readDate(operand: Operand, field: string, now: number, zone: string): number {
  if (operand.kind === 'function') return byFunction(operand, now, zone);
  const absolute = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:\s+(\d{1,2}):(\d{2}))?$/.exec(operand.text.trim());
  if (absolute !== null)
    return fromWallClock(
      Number(absolute[1]),
      Number(absolute[2]),
      Number(absolute[3]),
      Number(absolute[4] ?? 0),
      Number(absolute[5] ?? 0),
      zone,
    );
  if (/^\d{11,14}$/.test(operand.text)) return Number(operand.text);
  const offset = relative(operand.text);
  if (offset !== null) return now + offset;
  throw new Refusal(400, [
    `Date value '${operand.text}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
  ]);
}
