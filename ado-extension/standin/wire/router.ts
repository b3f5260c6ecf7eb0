/** From the templates of the resources to the handler of a request: one table serves both routing and `OPTIONS`. */
import type { Handler, Method, Resource } from './call.ts';

interface Segment {
  readonly literal: string | null;
  readonly name: string | null;
  readonly dollar: boolean;
  readonly rest: boolean;
}

interface Compiled {
  readonly resource: Resource;
  /** Names of the parameters before `_apis`. */
  readonly scope: readonly string[];
  readonly path: readonly Segment[];
  readonly literals: number;
}

export interface Match {
  readonly resource: Resource;
  readonly params: Readonly<Record<string, string>>;
  readonly handlers: Partial<Record<Method, Handler>>;
}

function segment(text: string, resource: Resource): Segment {
  if (text === '{area}') return { literal: resource.area.toLowerCase(), name: null, dollar: false, rest: false };
  if (text === '{resource}') return { literal: resource.name.toLowerCase(), name: null, dollar: false, rest: false };
  const parameter = /^(\$?)\{(\*?)(\w+)\}$/.exec(text);
  if (parameter === null) return { literal: text.toLowerCase(), name: null, dollar: false, rest: false };
  return { literal: null, name: parameter[3] ?? '', dollar: parameter[1] === '$', rest: parameter[2] === '*' };
}

function compile(resource: Resource): Compiled {
  const parts = resource.template.split('/');
  const apis = parts.indexOf('_apis');
  const scope = parts.slice(0, apis).map((part) => part.replace(/[{}]/g, ''));
  const path = parts.slice(apis + 1).map((part) => segment(part, resource));
  return { resource, scope, path, literals: path.filter((part) => part.literal !== null || part.dollar).length };
}

function matchPath(compiled: Compiled, segments: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, part] of compiled.path.entries()) {
    const text = segments[index];
    if (text === undefined) {
      const isLast = index === compiled.path.length - 1;
      return part.literal === null && isLast ? params : null;
    }
    if (part.literal !== null) {
      if (text.toLowerCase() !== part.literal) return null;
    } else if (part.rest) {
      params[part.name ?? ''] = segments.slice(index).join('/');
      return params;
    } else {
      if (part.dollar && !text.startsWith('$')) return null;
      params[part.name ?? ''] = part.dollar ? text.slice(1) : text;
    }
  }
  return segments.length > compiled.path.length ? null : params;
}

export function makeRouter(resources: readonly Resource[]): (scope: readonly string[], path: readonly string[]) => Match | null {
  // The most literal template first: `projects/{id}/teams` before `projects/{*id}`, `workItems/${type}` before `workItems/{id}`.
  const table = resources.map(compile).toSorted((a, b) => b.literals - a.literals || b.path.length - a.path.length);
  return (scope, path) => {
    for (const compiled of table) {
      if (scope.length > compiled.scope.length) continue;
      const params = matchPath(compiled, path);
      if (params === null) continue;
      const last = compiled.path.at(-1);
      const hasItem = last?.literal !== null || params[last.name ?? ''] !== undefined;
      const handlers = hasItem && (last?.literal ?? null) === null ? compiled.resource.item : compiled.resource.list;
      if (handlers === undefined) continue;
      scope.forEach((value, index) => {
        params[compiled.scope[index] ?? ''] = value;
      });
      return { resource: compiled.resource, params, handlers };
    }
    return null;
  };
}
