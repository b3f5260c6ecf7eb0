/** Where this page's companion is, kept for the whole organisation. https://learn.microsoft.com/azure/devops/extend/develop/data-storage */
import { getAccessToken, getExtensionContext, getService } from 'azure-devops-extension-sdk';

interface DataManager {
  getValue(key: string): Promise<unknown>;
  setValue(key: string, value: string): Promise<unknown>;
}
interface DataService {
  getExtensionDataManager(extensionId: string, accessToken: string): Promise<DataManager>;
}

const addressKey = 'companionAddress';

async function dataManager(): Promise<DataManager> {
  const service = await getService<DataService>('ms.vss-features.extension-data-service');
  return await service.getExtensionDataManager(getExtensionContext().id, await getAccessToken());
}

export async function readAddress(): Promise<string | null> {
  const value = await (await dataManager()).getValue(addressKey);
  return typeof value === 'string' && value !== '' ? value : null;
}

export async function keepAddress(address: string): Promise<void> {
  await (await dataManager()).setValue(addressKey, address);
}
