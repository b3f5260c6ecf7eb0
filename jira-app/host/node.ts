/**
 * Composes the node of the installation that this invocation is for. Nothing of it outlives the invocation, but for what it has learnt
 * of create screens, and that it was started a moment ago.
 */
import { createNode, type EntenteNode, type InstanceFacts, type Ports } from '@entente/core';
import { createRuleRunner, nodeCrypto, nodeRandom, systemClock, together } from '@entente/runtime';
import { createCloudTracker } from '../tracker/cloud.ts';
import type { KeptPriorities } from '../tracker/priorities.ts';
import { instanceFacts, webTriggerExists } from './facts.ts';
import { jiraRequest } from './jira-request.ts';
import { createKvsSecrets } from './kvs-secrets.ts';
import { createKvsStore } from './kvs-store.ts';
import { log } from './log.ts';
import { createForgePartner } from './partner.ts';
import { callForWork, createWake, type InvocationWake } from './wake.ts';

export interface Invocation {
  readonly node: EntenteNode;
  readonly facts: InstanceFacts;
  readonly wake: InvocationWake;
}

/** A worker's file does not survive the bundle: the sandbox runs in the function's own thread, under its deadline. */
const rules = createRuleRunner({ worker: false });
const clock = systemClock();
const random = nodeRandom();
/** By site: a warm function serves more than one installation. */
const kept: KeptPriorities = new Map();

export async function compose(): Promise<Invocation> {
  const facts = await instanceFacts(clock.now());
  const wake = createWake();
  const ports: Ports = {
    clock,
    random,
    crypto: nodeCrypto(),
    rules,
    log,
    wake,
    together,
    store: createKvsStore({ mark: () => random.token() }),
    secrets: createKvsSecrets(),
    partner: createForgePartner({
      baseUrl: facts.baseUrl,
      exists: () => webTriggerExists(facts.baseUrl),
      answer: (request) => node.answerPartner(request),
    }),
    tracker: createCloudTracker({ request: jiraRequest, siteUrl: facts.trackerUrl, now: () => clock.now(), kept }),
  };
  const node: EntenteNode = createNode(ports, facts);
  await startOnce(node, facts);
  return { node, facts, wake };
}

/** What a start finds out holds for a moment: each event would otherwise read the instance's record once more. */
const STARTED_MS = 60_000;
/** By site, with the facts that it was started with. */
const started = new Map<string, { readonly facts: string; readonly until: number }>();

async function startOnce(node: EntenteNode, facts: InstanceFacts): Promise<void> {
  const text = JSON.stringify(facts);
  const known = started.get(facts.hostInstanceId);
  if (known !== undefined && known.facts === text && known.until > clock.now()) return;
  await node.start();
  started.set(facts.hostInstanceId, { facts: text, until: clock.now() + STARTED_MS });
}

/** Calls `action` with the node, then has the work done if anything woke. */
export async function withNode<T>(action: (invocation: Invocation) => Promise<T>): Promise<T> {
  const invocation = await compose();
  try {
    return await action(invocation);
  } finally {
    if (invocation.wake.take()) await callForWork('woken', clock.now());
  }
}
