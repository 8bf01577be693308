/** Where the focus is while a dialog is open: within it, and afterwards where it was before. */
import { onBeforeUnmount, onMounted, type Ref } from "vue";

const REACHABLE = "button:not([disabled]), a[href], input:not([disabled]), textarea:not([disabled]), select:not([disabled])";

/** Begins with the dialog; `first` has the focus then. Gives what the dialog does with a press of Tab. */
export function useDialogFocus(first: Readonly<Ref<HTMLElement | null>>): (event: KeyboardEvent) => void {
  const before = document.activeElement;

  onMounted(() => first.value?.focus());
  onBeforeUnmount(() => {
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });

  return (event) => {
    const dialog = event.currentTarget as HTMLElement;
    const all = Array.from(dialog.querySelectorAll<HTMLElement>(REACHABLE));
    const [start, end] = event.shiftKey ? [all[all.length - 1], all[0]] : [all[0], all[all.length - 1]];
    if (start === undefined || document.activeElement !== end) return;
    event.preventDefault();
    start.focus();
  };
}
