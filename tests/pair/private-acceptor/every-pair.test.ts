/** The ordered pairs of host kinds without ServiceNow: private acceptor. */
import { testEveryPair } from '../every-pair.ts';

testEveryPair({ visibility: 'private acceptor', companions: 2, rest: '7.1', serviceNow: false });
