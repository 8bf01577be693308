/** Who has a diary open, has it alone: taken when it is shown, given back when it is left. */
import { onBeforeUnmount, onMounted } from "vue";
import { Failure } from "../../shared/failure";
import { ask, askAsOneIs, type Call } from "../server";
import { keyOf, pathOf, type Item } from "./items";

/** The server gives five minutes. */
const AGAIN_AFTER_MS = 120_000;
const LEASE = "/console/v1/divisions/{division}/reviews/{record}/lease";

export interface Leases {
  /** Says what is shown now; nothing, if nothing is. */
  show(item: Item | null): void;
  /** It was judged, which gives it back. */
  judged(item: Item): void;
}

/** `taken` is told that somebody else has it, and in whose words. */
export function useLease(taken: (item: Item, why: Failure) => void): Leases {
  let shown: Item | null = null;
  let held: Item | null = null;
  let refused: Item | null = null;
  let going = false;

  const same = (one: Item | null, other: Item | null) => (one === null || other === null ? one === other : keyOf(one) === keyOf(other));
  const opening = (item: Item): Call<unknown> => (client) => client.PUT(LEASE, { params: { path: pathOf(item) } });

  /** One call after the other: whoever leafs on quickly passes over what was shown in between. */
  async function follow(): Promise<void> {
    if (going) return;
    going = true;
    while (!same(shown, held) && !(shown !== null && same(shown, refused))) {
      const left: Item | null = held;
      const next: Item | null = shown;
      if (left !== null) {
        held = null;
        await giveBack(left);
      } else if (next !== null && (await take(next, ask))) held = next;
    }
    going = false;
  }

  async function take(item: Item, by: typeof ask): Promise<boolean> {
    try {
      await by(opening(item));
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      // Out of reach: whoever judges takes it anew, and is told then.
      refused = item;
      if (same(held, item)) held = null;
      if (thrown.code === "review.taken" && same(shown, item)) taken(item, thrown);
      return false;
    }
  }

  async function giveBack(item: Item): Promise<void> {
    try {
      await askAsOneIs((client) => client.DELETE(LEASE, { params: { path: pathOf(item) } }));
    } catch (thrown) {
      // It ends by itself.
      if (!(thrown instanceof Failure)) throw thrown;
    }
  }

  function show(item: Item | null): void {
    if (!same(shown, item)) refused = null;
    shown = item;
    void follow();
  }

  function judged(item: Item): void {
    if (same(held, item)) held = null;
  }

  // Nobody asked for it: a session that is over is told at the next thing that somebody does, not in the midst of what they type.
  async function keep(): Promise<void> {
    const item = shown;
    if (item === null || going || document.visibilityState !== "visible") return;
    if ((await take(item, askAsOneIs)) && same(shown, item)) held = item;
  }
  let timer: ReturnType<typeof setInterval> | null = null;
  onMounted(() => {
    timer = setInterval(() => void keep(), AGAIN_AFTER_MS);
  });
  onBeforeUnmount(() => {
    if (timer !== null) clearInterval(timer);
    show(null);
  });

  return { show, judged };
}
