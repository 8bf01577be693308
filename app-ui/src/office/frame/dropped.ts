/** What drops down from a button of the bar: it goes with Escape, with a click beside it, with the focus, and with the screen. */
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from "vue";
import { useRoute } from "vue-router";

export interface Dropped {
  open: Ref<boolean>;
  /** For Escape within it: the focus goes back to the button. */
  escape(): void;
  /** For the focus that leaves. */
  left(event: FocusEvent): void;
}

/** `root` holds the button and what drops from it. */
export function useDropped(root: Readonly<Ref<HTMLElement | null>>, button: Readonly<Ref<HTMLButtonElement | null>>): Dropped {
  const route = useRoute();
  const open = ref(false);

  function closeUnlessWithin(target: EventTarget | null): void {
    if (open.value && target instanceof Node && root.value?.contains(target) === false) open.value = false;
  }
  const outside = (event: Event) => closeUnlessWithin(event.target);

  function escape(): void {
    if (!open.value) return;
    open.value = false;
    button.value?.focus();
  }

  watch(() => route.fullPath, () => {
    open.value = false;
  });
  onMounted(() => document.addEventListener("pointerdown", outside));
  onBeforeUnmount(() => document.removeEventListener("pointerdown", outside));

  return { open, escape, left: (event) => closeUnlessWithin(event.relatedTarget) };
}
