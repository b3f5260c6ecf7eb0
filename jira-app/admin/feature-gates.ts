/**
 * Stands for `@atlaskit/feature-gate-js-client` in the page's build: the components' feature gates are off and their
 * experiments have their default values, without a client that would ask a third party's hosts.
 */
const featureGates = {
  initializeCompleted: (): boolean => false,
  initializeCalled: (): boolean => false,
  checkGate: (): boolean => false,
  getExperimentValue: <T>(_experiment: string, _parameter: string, fallback: T): T => fallback,
  getExperiment: () => ({ get: <T>(_parameter: string, fallback: T): T => fallback }),
};

export default featureGates;
