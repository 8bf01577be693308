/** Leaves this page for a new one at an address of the console: the program that the server has now. */
export function reopen(href: string): void {
  // Back leads to where one was.
  if (new URL(href, location.href).href !== location.href) history.pushState(null, "", href);
  location.reload();
}
