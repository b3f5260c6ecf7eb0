/** Composes the node of this instance. Nothing of it outlives the script that the platform runs. */
import { createNode, type EntenteNode, type InstanceFacts, type Ports, type Wake } from '@entente/core';
import { platform, version } from '../platform.ts';
import { createGlideTracker } from '../tracker/tracker.ts';
import { clock, crypto, log, random } from './basics.ts';
import { createRestPartner } from './partner.ts';
import { createScopedRunner } from './rules.ts';
import { createGlideSecrets } from './secrets.ts';
import { createGlideStore } from './store.ts';
import { text } from '../tracker/values.ts';

const SCOPE = 'x_entnt_entente';
const NODE_PATH = '/api/' + SCOPE;

export interface Invocation {
  readonly node: EntenteNode;
  readonly facts: InstanceFacts;
  readonly wake: InvocationWake;
}

export interface InvocationWake extends Wake {
  /** Whether anything has woken since this was asked last. */
  take(): boolean;
}

export async function compose(): Promise<Invocation> {
  const facts = instanceFacts();
  const wake = createWake();
  const ports: Ports = {
    clock,
    random,
    crypto,
    log,
    wake,
    store: createGlideStore({ clock, random, crypto }),
    secrets: createGlideSecrets(),
    partner: createRestPartner(),
    rules: createScopedRunner(),
    tracker: createGlideTracker({ clock, siteUrl: facts.trackerUrl }),
  };
  const node = createNode(ports, facts);
  await node.start();
  return { node, facts, wake };
}

/** However often a script wakes, it fires one event, at its end; what is lost with a crash the sweep finds. */
function createWake(): InvocationWake {
  let woken = false;
  return {
    async wake() {
      woken = true;
    },
    take() {
      const was = woken;
      woken = false;
      return was;
    },
  };
}

export function fireWork(reason: string): void {
  gs.eventQueue(SCOPE + '.work', null, reason, '');
}

function property(name: string): string {
  return text(gs.getProperty(name, ''));
}

function instanceFacts(): InstanceFacts {
  const trackerUrl = property('glide.servlet.uri').replace(/\/+$/, '');
  const name = property('instance_name');
  return {
    name: name === '' ? 'ServiceNow' : name,
    // A private side is set to it in General settings.
    baseUrl: trackerUrl === '' ? null : trackerUrl + NODE_PATH,
    trackerUrl,
    // A clone keeps neither.
    hostInstanceId: property('instance_id') || name,
    nodeType: platform.nodeType,
    trackerVersion: property('glide.buildname') || property('glide.buildtag.last'),
    nodeVersion: version,
    capabilities: platform.capabilities,
    // The platform reports no licence of a free application.
    licensed: true,
    allowLoopback: property(SCOPE + '.allow_loopback') === 'true',
    nodePaths: [NODE_PATH],
  };
}
