/** How a test chooses a PIN: by the pad's keys, twice. */
import type { VueWrapper } from "@vue/test-utils";

/** Enters digits on the pad that is shown. */
export async function enterDigits(screen: VueWrapper, digits: string): Promise<void> {
  for (const digit of digits) await screen.findAll("button.key").find((key) => key.text() === digit)?.trigger("click");
}

/** Chooses a PIN where one is to be chosen. */
export async function choosePin(screen: VueWrapper, digits: string): Promise<void> {
  await enterDigits(screen, digits);
  await screen.get("button.key.enter").trigger("click");
  await enterDigits(screen, digits);
}
