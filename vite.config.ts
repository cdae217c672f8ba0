import { defineConfig } from 'vite'

/** The desktop is built to static files that the API serves; it asks for nothing from elsewhere. */
export default defineConfig({
  root: 'src/desktop',
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/desktop',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
})
