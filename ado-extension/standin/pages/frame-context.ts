import { assetPath } from '../extension.ts';
import type { Extension, Hub } from '../extension.ts';
import type { FrameContext } from '../frame/context.ts';
import { themes } from '../frame/theme.ts';
import { baseOf, sideBaseOf } from '../host.ts';
import type { Host } from '../host.ts';
import type { Organization, User } from '../model/types.ts';

/** What the frame's script is told: of the extension, the page and who is signed in. `workItem`: of the form that a group stands on. */
export function frameContext(
  host: Host,
  extension: Extension,
  hub: Hub,
  organization: Organization,
  user: User,
  workItem: FrameContext['workItem'] = null,
): FrameContext {
  const baseUri = `${host.assets()}${assetPath(extension)}/`;
  return {
    flavour: host.flavour,
    organization: { id: organization.id, name: organization.name, url: baseOf(host, organization) },
    account: user.account,
    culture: user.options.culture ?? 'en-US',
    user: {
      id: user.id,
      descriptor: user.descriptor,
      name: user.uniqueName,
      displayName: user.displayName,
      imageUrl: `${baseOf(host, organization)}/_apis/GraphProfile/MemberAvatars/${user.descriptor}`,
    },
    extension: { id: extension.id, publisherId: extension.publisher, extensionId: extension.name, version: extension.version, baseUri },
    hub: { id: hub.id, name: hub.name, url: baseUri + hub.uri },
    workItem,
    extensionDataUrl: sideBaseOf(host, organization, 'extmgmt'),
    themes,
  };
}
