/** The page half of the package. Servers import '@entente/wizard/admin-api', which is free of React. */
export type * from './kit/kit.ts';
export * from './kit/use-combobox.ts';
export * from './kit/use-return-focus.ts';
export * from './admin-page.ts';
export * from './admin-api/contract.ts';
export * from './admin-api/client.ts';
export { callCompanion, type CompanionAccess } from './companion/client.ts';
export { pageOverCompanion } from './companion/page.ts';
export { companionSetup } from './companion/setup.ts';
export { copyText } from './clipboard.ts';
export { EntenteAdmin } from './screens/entente-admin.tsx';
export { EntentePanel, type PanelPage } from './screens/panel/entente-panel.tsx';
export { en } from './texts/en.ts';
export { hostName } from './texts/hosts.ts';
export { catalogueFor } from './texts/languages.ts';
export { makeTexts, pseudo, type Catalogue, type Texts } from './texts/text.ts';
