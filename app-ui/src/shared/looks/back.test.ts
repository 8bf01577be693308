import { mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { defineComponent } from "vue";
import { useBackCloses } from "./back";

const closed = vi.fn();
const Over = defineComponent({
  setup() {
    useBackCloses(closed);
    return () => null;
  },
});
const popped = () => new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));

afterEach(() => closed.mockClear());

test("the back button closes what lies over the screen, and the screen's address stays", async () => {
  const address = location.href;
  const over = mount(Over);
  history.back();
  await popped();
  expect(closed).toHaveBeenCalledOnce();
  expect(location.href).toBe(address);
  over.unmount();
});

test("closed by its own button, it leaves no step behind", async () => {
  const before: unknown = history.state;
  const over = mount(Over);
  over.unmount();
  await popped();
  expect(history.state).toEqual(before);
  expect(closed).not.toHaveBeenCalled();
});
