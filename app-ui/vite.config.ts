import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { OFFICE, PHONE } from "./entries.js";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// One entry a build, so that neither folder holds the other's: `--mode office` is the office's, anything else the phone's.
export default defineConfig(({ mode }) => {
  const entry = mode === OFFICE.name ? OFFICE : PHONE;
  const browser = `chrome${entry.oldest}`;
  return {
    root: folder(`src/${entry.name}`),
    base: entry.base,
    plugins: [vue()],
    define: {
      // vue-i18n: messages are compiled at run time without eval, which the content security policy forbids.
      __INTLIFY_PROD_DEVTOOLS__: "false",
      __VUE_I18N_LEGACY_API__: "false",
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
    },
    server: {
      host: "127.0.0.1",
      port: entry.port,
      strictPort: true,
      // The office's screens while they are written, against a server on its usual port.
      ...(entry === OFFICE ? { proxy: { "/console": "http://127.0.0.1:7610" } } : {}),
    },
    build: {
      outDir: folder(`dist/${entry.name}`),
      emptyOutDir: true,
      target: browser,
      cssTarget: browser,
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
      // Their modules import style sheets, which Node alone does not read.
      server: { deps: { inline: ["vant", "element-plus"] } },
      setupFiles: [folder("src/shared/testing.ts")],
    },
  };
});
