/** The address on a card: the one under which the console was opened, since the server takes it from the page that asks. */

/** Whether it leads back to the computer that it is opened on: on a phone it leads nowhere. */
export function isOnlyHere(server: string): boolean {
  // Behind `#` stands a certificate's fingerprint; a scheme may be missing.
  const host = /^(?:[a-z]+:\/\/)?(\[[^\]]*\]|[^:/#]*)/iu.exec(server)?.[1]?.toLowerCase() ?? "";
  return host === "localhost" || host.endsWith(".localhost") || /^127(?:\.\d+){3}$/u.test(host) || host === "[::1]";
}
