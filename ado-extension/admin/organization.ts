/** Where this page stands: the organisation's own address, as the host's location service says it. */
import { getHost, getService } from 'azure-devops-extension-sdk';

interface LocationService {
  getServiceLocation(): Promise<string>;
}

export async function organizationUrl(): Promise<string> {
  const service = await getService<LocationService>('ms.vss-features.location-service');
  const location = (await service.getServiceLocation()).replace(/\/+$/, '');
  const { name } = getHost();
  // Where the service names the deployment alone, the organisation is its first segment.
  return location.toLowerCase().endsWith(`/${name.toLowerCase()}`) || new URL(location).hostname.startsWith(`${name.toLowerCase()}.`)
    ? location
    : `${location}/${name}`;
}
