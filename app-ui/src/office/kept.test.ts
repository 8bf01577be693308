import { mount } from "@vue/test-utils";
import { beforeEach, expect, test, vi } from "vitest";
import { defineComponent, ref } from "vue";
import { useKept, type Kept } from "./kept";
import { desk } from "./session";
import { somebody } from "./testing";

interface Form extends Kept {
  typed: ReturnType<typeof ref<{ text: string; tags: string[] }>>;
}

function form(name = "return/3f") {
  let made: Form | null = null;
  const screen = mount(
    defineComponent({
      setup() {
        const typed = ref({ text: "", tags: [] as string[] });
        made = { typed, ...useKept(name, typed) };
        return () => null;
      },
    }),
  );
  return { screen, ...(made as unknown as Form) };
}

beforeEach(() => {
  vi.useFakeTimers();
  desk.me = somebody();
});

test("what was typed half a second ago is there after the page was loaded anew", () => {
  const { typed } = form();
  typed.value = { text: "写到一半", tags: [] };
  typed.value.tags.push("policy");
  vi.advanceTimersByTime(500);
  expect(form().typed.value).toEqual({ text: "写到一半", tags: ["policy"] });
});

test("what was typed just now is there too, whether the screen goes or the page", () => {
  const first = form();
  first.typed.value = { text: "一", tags: [] };
  first.screen.unmount();
  const second = form();
  expect(second.typed.value?.text).toBe("一");
  second.typed.value = { text: "一二", tags: [] };
  window.dispatchEvent(new Event("pagehide"));
  expect(form().typed.value?.text).toBe("一二");
});

test("it is of one record, and of one person", () => {
  const first = form();
  first.typed.value = { text: "一", tags: [] };
  first.screen.unmount();
  expect(form("return/4a").typed.value?.text).toBe("");
  desk.me = somebody({ login: "wang" });
  expect(form().typed.value?.text).toBe("");
  desk.me = somebody();
  expect(form().typed.value?.text).toBe("一");
});

test("what was sent, or emptied, comes back no more", () => {
  const first = form();
  first.typed.value = { text: "一", tags: [] };
  vi.advanceTimersByTime(500);
  first.forget();
  first.typed.value = { text: "", tags: [] };
  first.screen.unmount();
  expect(form().typed.value?.text).toBe("");
  expect(sessionStorage.length).toBe(0);
});

test("a browser that has no room is told of", () => {
  const { typed, failure } = form();
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  typed.value = { text: "一", tags: [] };
  vi.advanceTimersByTime(500);
  expect(failure.value?.code).toBe("browser.full");
  vi.restoreAllMocks();
  typed.value = { text: "一二", tags: [] };
  vi.advanceTimersByTime(500);
  expect(failure.value).toBeNull();
});
