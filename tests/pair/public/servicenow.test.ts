/** The ordered pairs of host kinds with ServiceNow in them: both public. */
import { testEveryPair } from '../every-pair.ts';

testEveryPair({ visibility: 'both public', companions: 1, rest: '7.1', serviceNow: true });
