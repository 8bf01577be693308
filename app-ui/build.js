// One build an entry, so that neither folder holds the other's. `npm run build`; `-- --logLevel warn` says less.
import { build } from "vite";
import { ENTRIES } from "./entries.js";

const at = process.argv.indexOf("--logLevel");
const logLevel = at > 0 ? process.argv[at + 1] : "info";

for (const { name } of ENTRIES) await build({ mode: name, logLevel });
