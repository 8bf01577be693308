import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import { i18n } from "../i18n";
import PasswordField from "./PasswordField.vue";

const field = () =>
  mount(PasswordField, { props: { modelValue: "", label: "密码", autocomplete: "current-password" }, global: { plugins: [i18n] }, attachTo: document.body });

function press(on: Element, capsLock: boolean): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key: "A", modifierCapsLock: capsLock, bubbles: true }));
}

test("Caps Lock is told of while one types, and no longer than it is on", async () => {
  const screen = field();
  const input = screen.get("input");
  press(input.element, true);
  await screen.vm.$nextTick();
  expect(screen.get("[role=status]").text()).toBe("大写锁定开着");
  press(input.element, false);
  await screen.vm.$nextTick();
  expect(screen.find("[role=status]").exists()).toBe(false);
});

test("a browser that fills it in sends keys that are none", async () => {
  const screen = field();
  screen.get("input").element.dispatchEvent(new Event("keydown"));
  await screen.vm.$nextTick();
  expect(screen.find("[role=status]").exists()).toBe(false);
});

test("it is hidden until one asks to see it", async () => {
  const screen = field();
  expect(screen.get("input").attributes("type")).toBe("password");
  await screen.get("button").trigger("click");
  expect(screen.get("input").attributes("type")).toBe("text");
});
