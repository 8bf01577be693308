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

/** Types it and goes on to something else. */
async function type(text: string): Promise<void> {
  await field()?.setValue(text);
  await field()?.trigger("blur");
  await flushPromises();
}
const alert = () => shown?.find("[role=alert]");

test("a day is typed, however it is parted or not at all", async () => {
  const value = await open("2017-09-18");
  expect(field()?.element.value).toBe("2017-09-18");
  for (const [typed, day] of [["2017-09-22", "2017-09-22"], ["2017/9/3", "2017-09-03"], ["2017.9.30", "2017-09-30"], ["20171231", "2017-12-31"], ["２０１７年９月４日", "2017-09-04"], ["", ""]] as const) {
    await type(typed);
    expect([value.value, field()?.element.value], typed).toEqual([day, day]);
  }
  expect(await axeFaults()).toEqual([]);
});

test.each(["2017-02-29", "20170229", "somewhen", "2017-09", "201709", "2017-09-18-1"])("%s is no day: it stays to be mended, is said to be none, and no form is sent", async (typed) => {
  const value = await open("2017-09-18");
  await type(typed);
  expect([value.value, field()?.element.value]).toEqual(["2017-09-18", typed]);
  expect(alert()?.text()).toBe(`「${typed}」不是日期,要像 2017-09-30 这样写`);
  expect(field()?.element.validationMessage).toBe(alert()?.text());
  expect(await axeFaults()).toEqual([]);
  await type("2017-09-18");
  expect([field()?.element.value, field()?.element.validity.customError, alert()?.exists()]).toEqual(["2017-09-18", false, false]);
  await type(typed);
  // Emptied knowingly.
  await type("");
  expect([value.value, field()?.element.checkValidity(), alert()?.exists()]).toEqual(["", true, false]);
});

test("the sheet mends what was typed as well, also with the day that stood there", async () => {
  const value = await open("2017-09-18");
  await type("somewhen");
  await field()?.trigger("keydown", { key: "ArrowDown", code: "ArrowDown" });
  await flushPromises();
  [...document.querySelectorAll<HTMLElement>(".el-date-table td.available")].find((one) => one.textContent?.trim() === "18")?.click();
  await flushPromises();
  expect([value.value, field()?.element.value, alert()?.exists(), field()?.element.checkValidity()]).toEqual(["2017-09-18", "2017-09-18", false, true]);
});

test("an empty field takes no day by a key that nobody typed or chose", async () => {
  const value = await open("");
  for (const key of ["Enter", "Enter"]) {
    await field()?.trigger("keydown", { key, code: key });
    await flushPromises();
  }
  expect(value.value).toBe("");
});

test("a day that is entered by a key is the one that was typed, not what the sheet makes of it", async () => {
  const value = await open("2017-09-18");
  for (const [typed, day] of [["20171231", "2017-12-31"], ["2017-02-29", "2017-12-31"]] as const) {
    const input = field()?.element as HTMLInputElement;
    input.value = typed;
    await field()?.trigger("input");
    await field()?.trigger("keydown", { key: "Enter", code: "Enter" });
    await flushPromises();
    expect(value.value, typed).toBe(day);
  }
  expect(alert()?.text()).toContain("2017-02-29");
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
  await type("");
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

test.each([
  [chinese, ["一", "二", "三", "四", "五", "六", "日"]],
  [english, ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]],
])("weeks begin on Monday", async (language, names) => {
  await open("2017-09-20", {}, language);
  await field()?.trigger("keydown", { key: "ArrowDown", code: "ArrowDown" });
  await flushPromises();
  const textsOf = (cells: string) => [...document.querySelectorAll(`.el-date-table ${cells}`)].map((cell) => cell.textContent?.trim());
  expect(textsOf("th")).toEqual(names);
  const weeks = [...document.querySelectorAll(".el-date-table tr.el-date-table__row")].map((week) => [...week.querySelectorAll("td")].map((day) => day.textContent?.trim()));
  expect(weeks.find((week) => week.includes("18"))).toEqual(["18", "19", "20", "21", "22", "23", "24"]);
});

test("what stands in an empty field is an example or what empty means, never what looks like a day that was chosen", async () => {
  await open("");
  expect(field()?.attributes("placeholder")).toBe("比如 2017-09-30");
  shown?.unmount();
  await open("", { kind: "month" });
  expect(field()?.attributes("placeholder")).toBe("比如 2017-09");
  shown?.unmount();
  await open("", { empty: "不填就是一直有效" });
  expect(field()?.attributes("placeholder")).toBe("不填就是一直有效");
});

test("a month is a month", async () => {
  const value = await open("2017-09", { kind: "month" });
  for (const [typed, month] of [["2016-12", "2016-12"], ["201712", "2017-12"], ["2017年9月", "2017-09"], ["2017-13", "2017-09"], ["201713", "2017-09"]] as const) {
    await type(typed);
    expect(value.value, typed).toBe(month);
  }
  expect(alert()?.text()).toBe("「201713」不是月份,要像 2017-09 这样写");
});
