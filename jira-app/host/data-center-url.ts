/** Addresses of Jira Data Center sites, in one form each. */

/** Where Jira's own pages begin; what stands before is the context path. */
const pages =
  /^(browse|projects|issues|secure|plugins|login\.jsp|rest|download|s|si|servicedesk|dashboard|welcome|admin|default\.jsp|index\.jsp)$/i;

/** Other vendors' clouds, and Jira's own, which is another product. */
const elsewhere = /(^|\.)(atlassian\.net|jira\.com|azure\.com|visualstudio\.com|service-now\.com)$/;

/** `https://jira.example.com/jira/secure/Dashboard.jspa` → `https://jira.example.com/jira`. Null where it is none. */
export function readInstanceUrl(text: string, allowHttp: boolean): { readonly url: string; readonly vendor: boolean } | null {
  const trimmed = text.trim();
  const typed = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(typed)) return null;
  const url = new URL(typed);
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) return null;
  if (elsewhere.test(url.hostname)) return null;
  const segments = url.pathname.split('/').filter((part) => part !== '');
  const page = segments.findIndex((part) => pages.test(part));
  const context = page < 0 ? segments : segments.slice(0, page);
  return { url: [url.origin, ...context].join('/'), vendor: false };
}
