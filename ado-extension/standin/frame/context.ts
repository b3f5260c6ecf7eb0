/** What the settings page's script is told by the server, as JSON in the page. */
import type { Theme, ThemeName } from './theme.ts';

export interface FrameContext {
  readonly flavour: 'services' | 'server';
  readonly organization: { readonly id: string; readonly name: string; readonly url: string };
  readonly account: string;
  readonly user: { readonly id: string; readonly descriptor: string; readonly name: string; readonly displayName: string; readonly imageUrl: string };
  readonly extension: { readonly id: string; readonly publisherId: string; readonly extensionId: string; readonly version: string; readonly baseUri: string };
  readonly hub: { readonly id: string; readonly name: string; readonly url: string };
  readonly extensionDataUrl: string;
  readonly themes: Readonly<Record<ThemeName, Theme>>;
}
