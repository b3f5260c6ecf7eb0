/** Which of the requests that a tracker has had have changed an issue. */
import type { LoggedRequest } from '@entente/ado-extension/standin';
import type { RecordedRequest } from '@entente/jira-app/standin';

const mutating = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export function changesJira({ method, path, status }: RecordedRequest): boolean {
  return mutating.has(method) && status < 300 && !/^\/rest\/api\/\d\/search/.test(path);
}

export function changesAzureDevOps({ method, path, status }: LoggedRequest): boolean {
  return (
    mutating.has(method) &&
    status < 300 &&
    /\/_apis\/wit\//i.test(path) &&
    !/\/_apis\/wit\/(wiql|workitemsbatch|reporting\/.*)$/i.test(path)
  );
}
