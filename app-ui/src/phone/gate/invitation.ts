/** What an enrolment's QR code says: `cunji:enrol?server=…&code=…`, and `&cert=…` where the server made its certificate itself: the phone
 * keeps it behind the address and accepts no other there. Rust judges address and code when the phone is enrolled. */

export interface Invitation {
  server: string;
  code: string;
}

/** Reads what was scanned; null where it is something else. */
export function invitationIn(text: string): Invitation | null {
  const link = addressOf(text.trim());
  if (link === null || link.protocol !== "cunji:" || link.pathname !== "enrol") return null;
  const [server, code] = [link.searchParams.get("server"), link.searchParams.get("code")];
  if (server === null || code === null || hostOf(server) === "") return null;
  const certificate = link.searchParams.get("cert");
  return { server: certificate === null ? server : `${server}#${certificate}`, code };
}

/** Whose server an address is: what stands before it (a user's name) could pretend to be another; empty while it is none. */
export function hostOf(server: string): string {
  const address = addressOf(server.trim());
  if (address === null || (address.protocol !== "http:" && address.protocol !== "https:")) return "";
  return address.username === "" && address.password === "" ? address.host : "";
}

function addressOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    // No address is an answer, too.
    return null;
  }
}
