/** Made by vite.config.ts out of `@atlaskit/tokens`. */
declare module 'virtual:atlaskit-themes.css';
