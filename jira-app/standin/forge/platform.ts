/**
 * One installation of the app on the site.
 *
 * 1. Functions get the time their module has: 25 s, a web trigger and a consumer 55 s, consumers and scheduled triggers what
 *    the manifest gives them, up to 900 s.
 * 2. With a data file, storage, queues, web trigger addresses and egress survive a restart; the app is installed once.
 */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../model/json.ts';
import type { Site } from '../model/site.ts';
import type { RestApi } from '../rest/api.ts';
import { Activity } from './activity.ts';
import { Durable } from './durable.ts';
import { Egress } from './egress.ts';
import { KeyValueStore } from './kvs.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { platformDoor, type Passed, type ProxyParts } from './proxy.ts';
import { Queues } from './queue.ts';
import { Runtime, type Outcome } from './runtime.ts';
import { Triggers } from './triggers.ts';
import { WebTriggers } from './web-triggers.ts';

export interface License {
  active: boolean;
  isEvaluation: boolean;
}

export interface AppOptions {
  readonly manifestPath: string;
  /** A CommonJS bundle whose exports are the handlers `index.<export>`. */
  readonly codePath: string;
  /** Paths of the manifest's resources are relative to this. */
  readonly resourcesRoot: string;
  /** Environment variables of the app. */
  readonly variables?: { readonly [name: string]: string } | undefined;
  readonly license?: Partial<License> | undefined;
}

export interface PlatformOptions {
  readonly app: AppOptions;
  readonly site: Site;
  readonly rest: RestApi;
  /** Where instances, and the outside, reach the platform. */
  readonly edgeUrl: () => string;
  readonly dataFile: string | null;
  readonly log: (line: string) => void;
}

const uuidOf = (text: string) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');

export class Platform {
  readonly manifest: Manifest;
  readonly environmentId: string;
  readonly installationId: string;
  readonly appAccountId: string;
  readonly license: License;
  readonly activity = new Activity();
  readonly runtime: Runtime;
  readonly kvs: KeyValueStore;
  readonly queues: Queues;
  readonly egress: Egress;
  readonly triggers: Triggers;
  readonly webTriggers: WebTriggers;
  /** Requests between the app and the outside, oldest first. */
  readonly passed: Passed[] = [];
  readonly #options: PlatformOptions;
  readonly #durable: Durable;

  constructor(options: PlatformOptions) {
    const { site, app } = options;
    this.#options = options;
    this.manifest = readManifest(app.manifestPath);
    this.environmentId = uuidOf(`environment ${this.manifest.appId}`);
    this.installationId = uuidOf(`installation ${this.manifest.appId} ${site.cloudId}`);
    this.appAccountId = `557058:${uuidOf(`account ${this.manifest.appId}`)}`;
    this.license = { active: true, isEvaluation: false, ...app.license };
    this.#durable = new Durable(options.dataFile);
    this.kvs = new KeyValueStore(this.#durable, this.manifest.entities, site.now);
    this.egress = new Egress(this.manifest, this.#durable);
    this.webTriggers = new WebTriggers(this.manifest, this.#durable, options.edgeUrl);
    this.runtime = new Runtime({
      codePath: app.codePath,
      variables: app.variables ?? {},
      proxyUrl: options.edgeUrl,
      platform: async (request) => (await platformDoor(this.parts(), request)) ?? { status: 404 },
      memoryMb: 512,
      activity: this.activity,
      log: options.log,
    });
    this.queues = new Queues({
      durable: this.#durable,
      activity: this.activity,
      now: site.now,
      consumes: (queue) => this.#consumer(queue) !== undefined,
      deliver: (queue, event) => this.#deliver(queue, event),
    });
    this.triggers = new Triggers(
      this.manifest,
      (functionKey, moduleKey, payload) =>
        this.invoke(functionKey, moduleKey, { ...payload, context: this.#eventContext(moduleKey) }, null),
      this.activity,
    );
    site.addAccount({ accountId: this.appAccountId, displayName: this.manifest.appName, email: '', timeZone: 'Etc/UTC' }, 'app');
    site.onEvent((event) => this.triggers.raise(event));
  }

  get contextAri(): string {
    return `ari:cloud:jira::site/${this.#options.site.cloudId}`;
  }

  parts(): ProxyParts {
    return {
      manifest: this.manifest,
      appAccountId: this.appAccountId,
      rest: this.#options.rest,
      kvs: this.kvs,
      queues: this.queues,
      egress: this.egress,
      runtime: this.runtime,
      webTriggers: this.webTriggers,
      passed: this.passed,
    };
  }

  /** What the app keeps, key by key: `kv`, `secret`, or `entity/` and a name. */
  stored(space: string): readonly (readonly [string, Json])[] {
    return this.#durable.entries(space);
  }

  #consumer(queue: string): Manifest['consumers'][number] | undefined {
    return this.manifest.consumers.find((consumer) => consumer.queue === queue);
  }

  #deliver(queue: string, event: JsonObject): Promise<Outcome> {
    const consumer = this.#consumer(queue);
    return this.invoke(consumer?.function ?? '', consumer?.key ?? '', event, null);
  }

  #eventContext(moduleKey: string): JsonObject {
    return { cloudId: this.#options.site.cloudId, moduleKey, userAccess: { enabled: false } };
  }

  licenseView(): JsonObject {
    return {
      active: this.license.active,
      isActive: this.license.active,
      type: 'COMMERCIAL',
      isEvaluation: this.license.isEvaluation,
      billingPeriod: 'MONTHLY',
      ccpEntitlementId: null,
      ccpEntitlementSlug: null,
      subscriptionEndDate: null,
      supportEntitlementNumber: null,
      trialEndDate: null,
      modes: null,
    };
  }

  permissionsView(): JsonObject {
    return { scopes: this.manifest.scopes, external: { fetch: { backend: this.egress.backend(), client: [] } } };
  }

  #timeoutMs(functionKey: string): number {
    const given = this.manifest.functions.find((one) => one.key === functionKey)?.timeoutSeconds;
    const long =
      this.manifest.consumers.some((one) => one.function === functionKey) ||
      this.manifest.scheduled.some((one) => one.function === functionKey);
    if (long) return Math.min(given ?? 55, 900) * 1000;
    return this.manifest.webTriggers.some((one) => one.function === functionKey) ? 55_000 : 25_000;
  }

  /** @param accountId whom `asUser` stands for; null where no user is there. */
  async invoke(functionKey: string, moduleKey: string, payload: JsonObject, accountId: string | null): Promise<Outcome> {
    const handler = this.manifest.functions.find((one) => one.key === functionKey)?.handler;
    if (handler === undefined)
      return { kind: 'failed', name: 'FUNCTION_NOT_FOUND', message: `The manifest has no function '${functionKey}'` };
    const { cloudId } = this.#options.site;
    const license = this.licenseView();
    const installation = { ari: { installationId: this.installationId }, contexts: [{ cloudId }] };
    return this.runtime.invoke({
      handler,
      payload,
      context: {
        installContext: this.contextAri,
        license,
        installation,
        workspaceId: cloudId,
        ...(accountId === null ? {} : { principal: { accountId } }),
      },
      contextAri: this.contextAri,
      accountId,
      timeoutMs: this.#timeoutMs(functionKey),
      appContext: (invocationId) => ({
        appId: this.manifest.appId,
        appVersion: '1.0.0',
        environmentId: this.environmentId,
        environmentType: 'DEVELOPMENT',
        invocationId,
        installationId: this.installationId,
        functionKey,
        moduleKey,
        license,
        installation,
        permissions: this.permissionsView(),
      }),
    });
  }

  #lifecycle(type: string): void {
    this.triggers.raise({
      type,
      actor: { accountId: null, viaApp: false },
      payload: {
        id: `ari:cloud:ecosystem::installation/${this.installationId}`,
        installerAccountId: this.#options.site.accounts.find((account) => account.admin)?.accountId ?? '',
        app: { id: this.manifest.appId, version: '1.0.0', name: this.manifest.appName, ownerAccountId: '' },
        environment: { id: this.environmentId },
        permissions: { scopes: this.manifest.scopes, external: {} },
      },
    });
  }

  /** Installs the app where it is not installed yet, and starts queues and timers. */
  start(): void {
    this.queues.start();
    this.triggers.start();
    if (this.#durable.get('platform', 'installed') === true) return;
    this.#durable.set('platform', 'installed', true);
    this.#lifecycle('avi:forge:installed:app');
  }

  /** A new version of the app: instances start cold. */
  upgrade(): void {
    this.runtime.coldStart();
    this.#lifecycle('avi:forge:upgraded:app');
  }

  async close(): Promise<void> {
    this.triggers.close();
    this.queues.close();
    await this.runtime.close();
    this.#durable.close();
  }
}
