// Forge's bundler refuses to work where no CommonJS file was started; this is that file.
import('./forge-vendor.ts');
