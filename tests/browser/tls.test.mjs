import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "node:tls";
import { call, place, scene, typeIn, window } from "./world.mjs";

/** The program itself on the scene's data, with the certificate that it makes; where it listens. */
async function served(data) {
  const wanted = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--tls-self-made"];
  const server = spawn(join(place("CUNJI_PROGRAMS"), "cunji-server"), wanted, { stdio: ["ignore", "ignore", "pipe"] });
  for await (const line of createInterface({ input: server.stderr })) {
    const address = /"address":"([^"]+)"/.exec(line)?.[1];
    if (address !== undefined) return { server, address };
  }
  throw new Error("the server did not start");
}

/** A certificate's fingerprint, as cards write it. */
function fingerprint(der) {
  const bits = [...createHash("sha256").update(der).digest()].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{1,5}/g).map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(five.padEnd(5, "0"), 2)]).join("");
}

async function certificateAt(address) {
  const [host, port] = address.split(":");
  const line = connect({ host, port: Number(port), rejectUnauthorized: false });
  await once(line, "secureConnect");
  const der = line.getPeerCertificate().raw;
  line.end();
  return der;
}

scene("behind its own certificate the console signs in by TLS alone, and cards carry that certificate", async (world) => {
  const [clerk] = world.desks("town_office");
  // The same data under the program itself: the driven server is not asked for anything meanwhile.
  const { server, address } = await served(world.data);
  try {
    const url = `https://${address}`;
    const wary = await window(world.browser);
    await assert.rejects(wary.goto(`${url}/office/`), /ERR_CERT/, "a browser warns of a certificate that nobody answers for");
    await wary.context().close();

    const page = await window(world.browser, { ignoreHTTPSErrors: true });
    world.pages.push(page);
    await page.goto(`${url}/office/`);
    await typeIn(page, clerk);
    await page.locator("nav.sections").waitFor({ state: "attached" });
    assert.ok(await page.evaluate(() => globalThis.isSecureContext));
    const [cookie, ...others] = await page.context().cookies();
    assert.deepEqual(others, []);
    const { name, secure, httpOnly, sameSite, path, domain } = cookie;
    const expected = { name: "__Host-cunji_session", secure: true, httpOnly: true, sameSite: "Strict", path: "/", domain: "127.0.0.1" };
    assert.deepEqual({ name, secure, httpOnly, sameSite, path, domain }, expected);

    const at = `/console/v1/divisions/${clerk.division}`;
    const { said: people } = await call(page, "GET", `${at}/training/people?limit=1`);
    const { status, said: card } = await call(page, "POST", `${at}/people/${people.items[0].id}/invitation`, {});
    assert.equal(status, 200);
    const pin = fingerprint(await certificateAt(address));
    assert.equal(card.server.toUpperCase(), `${url}#${pin}`.toUpperCase());

    // Without TLS nobody answers there, and nothing of the session goes over a plain line.
    await assert.rejects(fetch(`http://${address}/office/`));
    // Pieces of the screen may still be on their way: nobody looks any more when the server ends.
    await page.context().close();
  } finally {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  }
});
