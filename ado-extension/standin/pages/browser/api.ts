/** The pages' own client: the same REST as everyone's, as the person signed in, in the version that every host here knows. */
import * as z from 'zod/mini';
import type { WorkItemsContext } from '../context.ts';

const identity = z.object({ displayName: z.string() });
const relationSchema = z.object({ rel: z.string(), url: z.string(), attributes: z.record(z.string(), z.unknown()) });
const itemSchema = z.object({
  id: z.number(),
  rev: z.number(),
  fields: z.record(z.string(), z.unknown()),
  relations: z.optional(z.array(relationSchema)),
});
const commentSchema = z.object({ id: z.number(), text: z.string(), createdBy: identity, createdDate: z.string() });
const typeSchema = z.object({
  name: z.string(),
  states: z.array(z.object({ name: z.string() })),
  fields: z.array(z.object({ referenceName: z.string() })),
});
const categorySchema = z.object({ referenceName: z.string(), workItemTypes: z.array(z.object({ name: z.string() })) });

export type Item = z.infer<typeof itemSchema>;
export type ItemComment = z.infer<typeof commentSchema>;
export type ItemType = z.infer<typeof typeSchema>;
export type Operation = { readonly op: string; readonly path: string; readonly value?: unknown };

const foundSchema = z.object({ workItems: z.array(z.object({ id: z.number() })) });
/** The long text that a type's form shows: a bug has steps to reproduce in the place of a description. */
export function longText(type: ItemType | undefined): { readonly field: string; readonly label: string } {
  const hasSteps = type?.fields.some((field) => field.referenceName === 'Microsoft.VSTS.TCM.ReproSteps') ?? false;
  return hasSteps
    ? { field: 'Microsoft.VSTS.TCM.ReproSteps', label: 'Repro Steps' }
    : { field: 'System.Description', label: 'Description' };
}

const tokenSchema = z.object({ token: z.string() });
const problemSchema = z.object({ message: z.string() });

export class Api {
  readonly #context: WorkItemsContext;
  readonly #organization: string;
  #token: string | null = null;

  constructor(context: WorkItemsContext) {
    this.#context = context;
    this.#organization = context.organizationPath;
  }

  async #authorization(): Promise<string> {
    if (this.#token === null) {
      const response = await fetch(`${this.#organization}/_session/page?account=${encodeURIComponent(this.#context.account)}`, {
        method: 'POST',
      });
      this.#token = tokenSchema.parse(await response.json()).token;
    }
    return `Bearer ${this.#token}`;
  }

  async send(method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
    const headers = { authorization: await this.#authorization(), ...(type === undefined ? {} : { 'content-type': type }) };
    const response = await fetch(`${this.#organization}/${encodeURIComponent(this.#context.project)}/_apis/wit/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await response.json());
    throw new Error(problem.success ? problem.data.message : response.statusText);
  }

  async #read<Answer>(schema: z.ZodMiniType<Answer>, ...request: Parameters<Api['send']>): Promise<Answer> {
    const answer: unknown = await (await this.send(...request)).json();
    return schema.parse(answer);
  }

  async item(id: number): Promise<Item> {
    return this.#read(itemSchema, 'GET', `workitems/${id}?$expand=relations&api-version=7.0`);
  }

  async items(): Promise<readonly Item[]> {
    const query = { query: 'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project ORDER BY [System.ChangedDate] DESC' };
    const { workItems } = await this.#read(foundSchema, 'POST', 'wiql?$top=200&api-version=7.0', JSON.stringify(query), 'application/json');
    if (workItems.length === 0) return [];
    const body = JSON.stringify({ ids: workItems.map((one) => one.id) });
    return (await this.#read(z.object({ value: z.array(itemSchema) }), 'POST', 'workitemsbatch?api-version=7.0', body, 'application/json'))
      .value;
  }

  async types(): Promise<readonly ItemType[]> {
    const all = await this.#read(z.object({ value: z.array(typeSchema) }), 'GET', 'workitemtypes?api-version=7.0');
    const { value } = await this.#read(z.object({ value: z.array(categorySchema) }), 'GET', 'workitemtypecategories?api-version=7.0');
    const hidden =
      value.find((category) => category.referenceName === 'Microsoft.HiddenCategory')?.workItemTypes.map((type) => type.name) ?? [];
    return all.value.filter((type) => !hidden.includes(type.name));
  }

  async create(type: string, operations: readonly Operation[]): Promise<Item> {
    return this.#read(
      itemSchema,
      'POST',
      `workitems/$${encodeURIComponent(type)}?api-version=7.0`,
      JSON.stringify(operations),
      'application/json-patch+json',
    );
  }

  async update(id: number, operations: readonly Operation[]): Promise<void> {
    await this.send('PATCH', `workitems/${id}?api-version=7.0`, JSON.stringify(operations), 'application/json-patch+json');
  }

  async remove(id: number): Promise<void> {
    await this.send('DELETE', `workitems/${id}?api-version=7.0`);
  }

  async comments(id: number): Promise<readonly ItemComment[]> {
    return (
      await this.#read(
        z.object({ comments: z.array(commentSchema) }),
        'GET',
        `workItems/${id}/comments?order=asc&api-version=7.0-preview.3`,
      )
    ).comments;
  }

  async comment(id: number, text: string): Promise<void> {
    await this.send('POST', `workItems/${id}/comments?api-version=7.0-preview.3`, JSON.stringify({ text }), 'application/json');
  }

  async attach(id: number, file: File): Promise<void> {
    const { url } = await this.#read(
      z.object({ url: z.string() }),
      'POST',
      `attachments?fileName=${encodeURIComponent(file.name)}&api-version=7.0`,
      file,
      'application/octet-stream',
    );
    await this.update(id, [{ op: 'add', path: '/relations/-', value: { rel: 'AttachedFile', url, attributes: {} } }]);
  }

  /** An address that the browser itself can open, since it sends no token. */
  async download(url: string): Promise<string> {
    const response = await fetch(url, { headers: { authorization: await this.#authorization() } });
    return URL.createObjectURL(await response.blob());
  }
}
