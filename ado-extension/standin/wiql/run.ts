import { fieldOf } from '../model/fields.ts';
import { findUser } from '../model/organization.ts';
import type { FieldValue, Organization, Project, User, WorkItem } from '../model/types.ts';
import { latest } from '../model/work-items.ts';
import { splitTags } from '../model/tags.ts';
import { HostError } from '../wire/errors.ts';
import { allFields } from '../wire/represent.ts';
import type { Comparison, Condition, Operand, Wiql } from './parse.ts';

export interface RunContext {
  readonly user: User;
  readonly project: Project | null;
  readonly readable: (item: WorkItem) => boolean;
  /** Without it the host compares dates by whole days and refuses a time of day. */
  readonly withTime: boolean;
}

type Comparable = string | number | boolean | null;

const DAY = 86_400_000;

function day(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

class Evaluation {
  readonly #organization: Organization;
  readonly #context: RunContext;

  constructor(organization: Organization, context: RunContext) {
    this.#organization = organization;
    this.#context = context;
  }

  holds(condition: Condition, item: WorkItem): boolean {
    switch (condition.kind) {
      case 'and':
        return condition.parts.every((part) => this.holds(part, item));
      case 'or':
        return condition.parts.some((part) => this.holds(part, item));
      case 'not':
        return !this.holds(condition.part, item);
      default:
        if (condition.comparison === 'empty') return this.value(item, condition.field) === null;
        return condition.operands.some((operand) => this.#compare(condition, operand, item));
    }
  }

  value(item: WorkItem, field: string): Comparable {
    return this.#comparable(field, allFields(this.#organization, item, latest(item))[field]);
  }

  #comparable(field: string, value: FieldValue | undefined): Comparable {
    if (value === undefined) return null;
    if (typeof value === 'object') return value.identity;
    if (fieldOf(field).type === 'dateTime') return this.#date(String(value));
    return typeof value === 'string' ? value.toLowerCase() : value;
  }

  #date(text: string): number {
    const at = Date.parse(text);
    if (Number.isNaN(at)) throw new HostError(400, 'WorkItemTrackingQueryException', `TF51005: The date «${text}» is not valid.`);
    return this.#context.withTime ? at : day(at);
  }

  #operand(field: string, operand: Operand, item: WorkItem): Comparable {
    if (operand.kind === 'field') return this.value(item, operand.field);
    if (operand.kind === 'macro') {
      if (operand.name === 'today') return day(this.#organization.now()) + operand.offset * DAY;
      if (operand.name === 'me') return this.#context.user.id;
      if (this.#context.project === null) {
        throw new HostError(
          400,
          'WorkItemTrackingQueryException',
          'TF51011: The specified query uses the @project macro, but no project is in the address.',
        );
      }
      return this.#context.project.name.toLowerCase();
    }
    const { type } = fieldOf(field);
    if (type === 'dateTime') {
      const text = String(operand.value);
      if (!this.#context.withTime && /\d[T ]\d{1,2}:/.test(text)) {
        throw new HostError(
          400,
          'WorkItemTrackingQueryException',
          'You cannot supply a time with the date when running a query using date precision.',
        );
      }
      return this.#date(text);
    }
    if (type === 'identity') return operand.value === '' ? null : (findUser(this.#organization, String(operand.value))?.id ?? 'nobody');
    if (type === 'integer' || type === 'double') return operand.value === '' ? null : Number(operand.value);
    if (type === 'boolean') return String(operand.value).toLowerCase() === 'true';
    return operand.value === '' ? null : String(operand.value).toLowerCase();
  }

  #compare({ field, comparison }: Extract<Condition, { kind: 'compare' }>, operand: Operand, item: WorkItem): boolean {
    const actual = this.value(item, field);
    const wanted = this.#operand(field, operand, item);
    switch (comparison) {
      case '=':
      case 'in':
        return actual === wanted;
      case '<>':
        return actual !== wanted;
      case 'contains':
        if (field === 'System.Tags') return splitTags(String(actual ?? '')).includes(String(wanted ?? ''));
        return actual !== null && String(actual).includes(String(wanted ?? ''));
      case 'under':
        return actual === wanted || String(actual).startsWith(`${String(wanted)}\\`);
      default:
        return this.#isOrdered(comparison, actual, wanted);
    }
  }

  #isOrdered(comparison: Comparison, actual: Comparable, wanted: Comparable): boolean {
    if (actual === null || wanted === null) return false;
    if (comparison === '<') return actual < wanted;
    if (comparison === '>') return actual > wanted;
    return comparison === '<=' ? actual <= wanted : actual >= wanted;
  }
}

export function runWiql(wiql: Wiql, organization: Organization, context: RunContext): readonly WorkItem[] {
  const evaluation = new Evaluation(organization, context);
  const { where } = wiql;
  const found = [...organization.workItems.values()].filter(
    (item) => context.readable(item) && (where === null || evaluation.holds(where, item)),
  );
  return found.toSorted((a, b) => {
    for (const { field, descending } of wiql.order) {
      const [left, right] = [evaluation.value(a, field), evaluation.value(b, field)];
      if (left === right) continue;
      const sign = left === null || (right !== null && left < right) ? -1 : 1;
      return descending ? -sign : sign;
    }
    return a.id - b.id;
  });
}
