/** Single keys that do something on a screen: never while somebody types, nor within an input method, nor under a dialog. */
import { computed, onBeforeUnmount, onMounted, shallowReactive, toValue, type ComputedRef, type MaybeRefOrGetter } from "vue";

export interface KeyBinding {
  /** As `KeyboardEvent.key` has it, letters in lower case: `a`, `?`, `ArrowDown`. */
  key: string;
  /** What it does, for the list of keys. */
  label: string;
  run: () => void;
  /** Whether a key that is held does it again and again: going to the next, yes; accepting, never. */
  held?: boolean;
}

type Bindings = MaybeRefOrGetter<readonly KeyBinding[]>;

/** The screens' keys; those that came last stand over earlier ones. */
const layers = shallowReactive<Bindings[]>([]);
/** How many dialogs are open. */
let dialogs = 0;

/** Every key that does something now, the nearest first. */
export const boundKeys: ComputedRef<KeyBinding[]> = computed(() => {
  const seen = new Map<string, KeyBinding>();
  for (const layer of [...layers].reverse()) {
    for (const binding of toValue(layer)) if (!seen.has(binding.key)) seen.set(binding.key, binding);
  }
  return [...seen.values()];
});

/** Binds keys while the component is there. */
export function useKeys(bindings: Bindings): void {
  onMounted(() => {
    if (layers.length === 0) window.addEventListener("keydown", pressed);
    layers.push(bindings);
  });
  onBeforeUnmount(() => {
    layers.splice(layers.indexOf(bindings), 1);
    if (layers.length === 0) window.removeEventListener("keydown", pressed);
  });
}

/** Of a dialog: while it is there, the keys of what lies below do nothing. */
export function useKeysRest(): void {
  onMounted(() => {
    dialogs += 1;
  });
  onBeforeUnmount(() => {
    dialogs -= 1;
  });
}

const CLICKED = ["button", "checkbox", "radio", "submit", "reset", "file", "image", "color"];

/** Whether what is pressed there is text. */
function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !CLICKED.includes(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target.isContentEditable || target.closest('[contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="combobox"]') !== null;
}

/** The key's name, however wide an input method has made it. */
function nameOf(key: string): string {
  return (key.length === 1 ? key.normalize("NFKC") : key).replace(/^[A-Z]$/u, (letter) => letter.toLowerCase());
}

function pressed(event: KeyboardEvent): void {
  // 229 is what a key is called that an input method has taken.
  if (dialogs > 0 || event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
  const binding = boundKeys.value.find(({ key }) => key === nameOf(event.key));
  if (binding === undefined || (event.repeat && binding.held !== true)) return;
  event.preventDefault();
  binding.run();
}
