/** The ordered pairs of host kinds with ServiceNow in them: private initiator. */
import { testEveryPair } from '../every-pair.ts';

testEveryPair({ visibility: 'private initiator', companions: 2, rest: '7.0', serviceNow: true });
