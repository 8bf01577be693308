import { mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { defineComponent, ref } from "vue";
import { boundKeys, useKeys, useKeysRest } from "./keys";

const accepted = vi.fn();
const gone = vi.fn();
const Screen = defineComponent({
  setup() {
    useKeys(() => [
      { key: "a", label: "Accept", run: accepted },
      { key: "j", label: "Next", run: gone, held: true },
    ]);
  },
  template: `<div><button type="button">b</button><input name="text" /><input type="checkbox" /><textarea></textarea><select></select><p contenteditable="true">x</p></div>`,
});
const Dialog = defineComponent({
  setup() {
    useKeysRest();
    return () => null;
  },
});

function press(key: string, on: Element = document.body, more: KeyboardEventInit & { keyCode?: number } = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  return event;
}

const screen = () => mount(Screen, { attachTo: document.body });
let mounted: ReturnType<typeof screen> | null = null;
afterEach(() => {
  mounted?.unmount();
  mounted = null;
  accepted.mockClear();
  gone.mockClear();
});

test("a key does what it says, on the page and on what is clicked, however it is written", () => {
  mounted = screen();
  expect(press("a").defaultPrevented).toBe(true);
  press("A", mounted.get("button").element);
  press("a", mounted.get("[type=checkbox]").element);
  expect(accepted).toHaveBeenCalledTimes(3);
  expect(press("x").defaultPrevented).toBe(false);
});

test("never while somebody types", () => {
  mounted = screen();
  for (const field of ["[name=text]", "textarea", "select", "[contenteditable]"]) press("a", mounted.get(field).element);
  expect(accepted).not.toHaveBeenCalled();
});

test("never within an input method, whatever it calls the key", () => {
  mounted = screen();
  press("a", document.body, { isComposing: true });
  press("a", document.body, { keyCode: 229 });
  press("Process");
  expect(accepted).not.toHaveBeenCalled();
});

test("never with a key of the browser's or the system's", () => {
  mounted = screen();
  for (const held of ["ctrlKey", "altKey", "metaKey"]) press("a", document.body, { [held]: true });
  expect(accepted).not.toHaveBeenCalled();
});

test("a key that is held goes on through the list, and accepts once", () => {
  mounted = screen();
  press("a");
  press("j");
  for (const key of ["a", "j", "j"]) press(key, document.body, { repeat: true });
  expect(accepted).toHaveBeenCalledOnce();
  expect(gone).toHaveBeenCalledTimes(3);
});

test("under a dialog keys rest, and work again after it", () => {
  mounted = screen();
  const dialog = mount(Dialog);
  press("a");
  expect(accepted).not.toHaveBeenCalled();
  dialog.unmount();
  press("a");
  expect(accepted).toHaveBeenCalledOnce();
});

test("what came last stands over what was there, and a screen that is gone takes its keys along", () => {
  mounted = screen();
  const other = vi.fn();
  const label = ref("Add");
  const inner = mount(defineComponent({ setup: () => (useKeys(() => [{ key: "a", label: label.value, run: other }]), () => null) }));
  expect(boundKeys.value.map((binding) => binding.label)).toEqual(["Add", "Next"]);
  label.value = "Otherwise";
  expect(boundKeys.value[0]?.label).toBe("Otherwise");
  press("a");
  expect([other.mock.calls.length, accepted.mock.calls.length]).toEqual([1, 0]);
  inner.unmount();
  press("a");
  expect(accepted).toHaveBeenCalledOnce();
  mounted.unmount();
  mounted = null;
  press("a");
  expect(accepted).toHaveBeenCalledOnce();
  expect(boundKeys.value).toEqual([]);
});

test("a question mark is one in every width", () => {
  const helped = vi.fn();
  const inner = mount(defineComponent({ setup: () => (useKeys([{ key: "?", label: "Help", run: helped }]), () => null) }));
  press("?", document.body, { shiftKey: true });
  press("\uff1f");
  expect(helped).toHaveBeenCalledTimes(2);
  inner.unmount();
});
