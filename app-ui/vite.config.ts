import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// One entry a build, so that the phone's folder holds nothing of the office's.
export default defineConfig({
  root: folder("src/phone"),
  base: "./",
  plugins: [vue()],
  define: {
    // vue-i18n: messages are compiled at run time without eval, which the content security policy forbids.
    __INTLIFY_PROD_DEVTOOLS__: "false",
    __VUE_I18N_LEGACY_API__: "false",
    __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false",
  },
  server: { host: "127.0.0.1", port: 7620, strictPort: true },
  build: {
    outDir: folder("dist/phone"),
    emptyOutDir: true,
    // The oldest web view that is served (docs/mobile.md).
    target: "chrome80",
    cssTarget: "chrome80",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    reportCompressedSize: true,
  },
  test: {
    root: folder("src"),
    environment: "jsdom",
    // What is measured is what is shown, not how fast a busy machine shows it.
    testTimeout: 60_000,
    include: ["**/*.test.ts"],
    restoreMocks: true,
    // Vant's modules import style sheets, which Node alone does not read.
    server: { deps: { inline: ["vant"] } },
    setupFiles: [folder("src/shared/testing.ts")],
  },
});
