// Sends one file by tus-js-client, as a program that knows nothing of Cunji would, and tells how it went as JSON.
// Run in the folder where the client is installed: node upload.mjs ENDPOINT TOKEN FILE METADATA-JSON

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Upload } = createRequire(`${process.cwd()}/`)("tus-js-client");
const [endpoint, token, file, metadata] = process.argv.slice(2);

const offsets = [];
let requests = 0;
const upload = new Upload(readFileSync(file), {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  metadata: JSON.parse(metadata),
  retryDelays: [0, 50, 100, 200, 400, 800],
  storeFingerprintForResuming: false,
  onBeforeRequest: () => {
    requests += 1;
  },
  onAfterResponse: (request, response) => {
    if (request.getMethod() === "HEAD") offsets.push(Number(response.getHeader("Upload-Offset")));
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => console.log(JSON.stringify({ requests, offsets, url: upload.url })),
});
upload.start();
