import { flushPromises, mount } from "@vue/test-utils";
import { localeContextKey } from "element-plus/es/hooks/use-locale/index";
import english from "element-plus/es/locale/lang/en";
import chinese from "element-plus/es/locale/lang/zh-cn";
import { afterEach, expect, test } from "vitest";
import { defineComponent, h, ref } from "vue";
import { i18n } from "../i18n";
import { desk } from "../session";
import { axeFaults, somebody } from "../testing";
import DateField from "./DateField.vue";

let shown: ReturnType<typeof mount> | null = null;
afterEach(() => {
  shown?.unmount();
  shown = null;
  desk.me = null;
});

/** A field with its label, as screens have it; gives what it holds. */
async function open(begins: string, more: Record<string, unknown> = {}, language = chinese) {
  desk.me = somebody();
  const value = ref(begins);
  const screen = defineComponent(() => () =>
    h("label", { class: "field" }, ["到哪天", h(DateField, { name: "to", modelValue: value.value, "onUpdate:modelValue": (chosen: string) => (value.value = chosen), ...more })]),
  );
  shown = mount(screen, { attachTo: document.body, global: { plugins: [i18n], provide: { [localeContextKey as symbol]: ref(language) } } });
  await flushPromises();
  return value;
}
const field = () => shown?.get<HTMLInputElement>("[name=to]");
const sheet = () => document.querySelector(".el-picker__popper")?.textContent ?? "";

test("a day is typed, however it is parted; what is no day is none", async () => {
  const value = await open("2017-09-18");
  expect(field()?.element.value).toBe("2017-09-18");
  for (const [typed, day] of [["2017-09-22", "2017-09-22"], ["2017/9/3", "2017-09-03"], ["2017.9.30", "2017-09-30"], ["2017-02-29", ""], ["somewhen", ""], ["2017-09-04", "2017-09-04"], ["", ""]] as const) {
    await field()?.setValue(typed);
    await flushPromises();
    expect(value.value, typed).toBe(day);
  }
  expect(await axeFaults()).toEqual([]);
});

test("a typed day that the sheet would not offer is not passed over: the screen says what is wrong with it", async () => {
  const value = await open("2017-09-18", { min: "2017-09-01", max: "2017-09-30" });
  await field()?.setValue("2017-10-01");
  await flushPromises();
  expect([value.value, field()?.element.value]).toEqual(["2017-10-01", "2017-10-01"]);
});

test("a form is not sent while a day is missing that it needs", async () => {
  const value = await open("2017-09-18", { required: true });
  expect(field()?.element.checkValidity()).toBe(true);
  await field()?.setValue("somewhen");
  await flushPromises();
  expect([value.value, field()?.element.value]).toEqual(["", ""]);
  expect(field()?.element.checkValidity()).toBe(false);
});

test.each([
  [chinese, "2017 年", "九月"],
  [english, "2017", "September"],
])("keys open the sheet in the console's language, at the server's month", async (language, year, month) => {
  const value = await open("", {}, language);
  await field()?.trigger("focus");
  expect(document.querySelector("[role=dialog]:not([style*='none'])")).toBeNull();
  await field()?.trigger("keydown", { key: "ArrowDown", code: "ArrowDown" });
  await flushPromises();
  expect(sheet()).toContain(year);
  expect(sheet().toLowerCase()).toContain(language === chinese ? "9 月" : month.toLowerCase());
  expect(document.querySelector("[role=dialog]")?.getAttribute("aria-label")).toBe("选日期");
  expect(await axeFaults()).toEqual([]);
  const day = [...document.querySelectorAll<HTMLElement>(".el-date-table td.available")].find((one) => one.textContent?.trim() === "20");
  day?.click();
  await flushPromises();
  expect(value.value).toBe("2017-09-20");
});

test("a month is a month", async () => {
  const value = await open("2017-09", { kind: "month" });
  await field()?.setValue("2016-12");
  expect(value.value).toBe("2016-12");
});
