/** The only door of this package: reading and making invitation codes, in a browser or anywhere else. */
export {
  asciiJson,
  codeHashOf,
  decodeInvitation,
  encodeInvitation,
  invitationPayloadSchema,
  inviteIdOf,
  MAX_PASTED,
  readInvitation,
  type DecodedInvitation,
  type EncodedInvitation,
  type ExalateMaker,
  type InvitationPayload,
  type InvitationReader,
  type InvitationReading,
  type ReadInvitation,
} from '@entente/core';
export { webCrypto } from './web-crypto.ts';
