import { File as Brought } from "node:buffer";
import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { job } from "../jobs/testing";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import routes from "./routes";
import { isPeriod, MOST_BYTES, nameOfFile, type Template } from "./template";

const COUNTY = "610926";
const TOWN = "610926101";
const LIST = `GET /console/v1/divisions/${TOWN}/templates`;
const NAMED = (name: string) => `/console/v1/divisions/${TOWN}/templates/${encodeURIComponent(name)}`;
const JOBS = `GET /console/v1/divisions/${TOWN}/work/columns/jobs`;

const template = (name: string, more: Partial<Template> = {}): Template => ({ division: TOWN, name, form: "xlsx", kept_by: "林办事员", kept_at: 1_505_692_800, ...more });
const WORDS = [
  { key: "name", zh: "姓名", en: "the person's name", of_person: true },
  { key: "from", zh: "起始日期", en: "the first day", of_person: false },
];

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];
async function open(answers: Answers, templates: () => Template[] = () => [template("月报表"), template("市里的表", { division: COUNTY, form: "docx" })]) {
  asked = serverAnswers({ ...placeCalled(TOWN, "大贵镇"), ...placeCalled(COUNTY, "平利县"), [LIST]: () => ({ templates: templates(), words: WORDS }), [JOBS]: () => ({ jobs: [], next: null }), ...answers });
  ({ screen } = await screenAt(routes, "/forms"));
}
const calls = (call: string) => asked.filter((one) => one.call === call);
const text = () => screen?.text() ?? "";
const dialog = () => document.querySelector(".el-dialog");
async function fill(selector: string, value: string): Promise<void> {
  const field = dialog()?.querySelector<HTMLInputElement>(selector);
  if (field === null || field === undefined) throw new Error(`no field ${selector}`);
  field.value = value;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(new Event("change"));
  await flushPromises();
}
/** As a person chooses a file; the bytes are JSON for who answers here. */
async function choose(name: string, size?: number): Promise<void> {
  const field = screen?.get("[name=file]");
  const file = new Brought(['"bytes"'], name);
  if (size !== undefined) Object.defineProperty(file, "size", { value: size });
  Object.defineProperty(field?.element, "files", { value: [file], configurable: true });
  await field?.trigger("change");
}

beforeEach(() => {
  desk.me = somebody({ acts: ["read_records", "keep_attendance"].map((act) => ({ act, divisions: [TOWN] })) });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("templates of one's own and from above are offered; only one's own can be deleted", async () => {
  await open({});
  const rows = screen?.findAll("tbody tr") ?? [];
  expect(rows.map((row) => row.findAll("td").slice(0, 3).map((cell) => cell.text()))).toEqual([["月报表", "表格(xlsx)", "大贵镇"], ["市里的表", "文档(docx)", "平利县"]]);
  expect(rows.map((row) => row.find("button.forget").exists())).toEqual([true, false]);
  expect(text()).toContain("{{姓名}}");
  expect(text()).toContain("{{from}}");
  expect(await axeFaults()).toEqual([]);
});

test("a form is filled in for a period of one year, from whose template it is, and then stands below", async () => {
  let jobs = [] as ReturnType<typeof job>[];
  const fillIn = () => ((jobs = [job(9, { state: "waiting" })]), jobs[0]);
  await open({ [JOBS]: () => ({ jobs, next: null }), [`POST ${NAMED("市里的表")}/filling`]: fillIn });
  await screen?.findAll("button.fill")[1]?.trigger("click");
  await flushPromises();
  expect(dialog()?.querySelector<HTMLInputElement>("[name=from]")?.value).toBe("2017-08-01");
  expect(dialog()?.querySelector<HTMLInputElement>("[name=to]")?.value).toBe("2017-08-31");
  expect(await axeFaults()).toEqual([]);
  await fill("[name=from]", "2016-12-01");
  expect(dialog()?.querySelector("[role=alert]")?.textContent).toContain("同一年");
  dialog()?.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await flushPromises();
  expect(calls(`POST ${NAMED("市里的表")}/filling`)).toEqual([]);
  await fill("[name=from]", "2017-07-01");
  dialog()?.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await flushPromises();
  expect(calls(`POST ${NAMED("市里的表")}/filling`).map(({ body }) => body)).toEqual([{ owner: COUNTY, from: "2017-07-01", to: "2017-08-31" }]);
  expect(dialog()).toBeNull();
  expect(text()).toContain("正在填");
  expect(text()).toContain("排队中");
});

test("a template is brought under its file's name, says what it replaces, and stays chosen while the server refuses it", async () => {
  let down = true;
  await open({ [`PUT ${NAMED("月报表")}`]: () => (down ? refused(422, "template.unknown_word") : undefined) });
  await choose("月报表.XLSX");
  expect((screen?.get("[name=name]").element as HTMLInputElement).value).toBe("月报表");
  expect(text()).toContain("就换掉它");
  await screen?.get("form.bring").trigger("submit");
  await flushPromises();
  expect(text()).toContain("template.unknown_word");
  expect((screen?.get("[name=name]").element as HTMLInputElement).value).toBe("月报表");
  down = false;
  await screen?.get("form.bring").trigger("submit");
  await flushPromises();
  expect(calls(`PUT ${NAMED("月报表")}`).map(({ body, query }) => [body, query])).toEqual([
    ["bytes", { seen: "1505692800" }],
    ["bytes", { seen: "1505692800" }],
  ]);
  expect(text()).toContain("存好了:月报表");
  expect(calls(LIST)).toHaveLength(2);
});

test("a file that is too large is told at once and not sent", async () => {
  await open({});
  await choose("大表.xlsx", MOST_BYTES + 1);
  expect(text()).toContain("超过 2 MB");
  await screen?.get("form.bring").trigger("submit");
  await flushPromises();
  expect(asked.some(({ call }) => call.startsWith("PUT"))).toBe(false);
});

test("a template is deleted only after a second word", async () => {
  let left = [template("月报表")];
  await open({ [`DELETE ${NAMED("月报表")}`]: () => ((left = []), undefined) }, () => left);
  await screen?.get("button.forget").trigger("click");
  await flushPromises();
  expect(calls(`DELETE ${NAMED("月报表")}`)).toEqual([]);
  dialog()?.querySelector<HTMLButtonElement>("button.sure")?.click();
  await flushPromises();
  expect(calls(`DELETE ${NAMED("月报表")}`).map(({ query }) => query)).toEqual([{ seen: "1505692800" }]);
  expect(text()).toContain("删去了:月报表");
  expect(text()).toContain("还没有模板");
});

test("what somebody else kept meanwhile is not replaced unseen: who kept it is shown, and the next press means that one", async () => {
  const there: Template[] = [];
  let kept = 0;
  await open(
    {
      [`PUT ${NAMED("月报表")}`]: () => {
        if ((kept += 1) > 1) return undefined;
        there.push(template("月报表", { kept_by: "周主任", kept_at: 1_505_692_900 }));
        return refused(409, "template.changed_meanwhile");
      },
    },
    () => [...there],
  );
  await choose("月报表.xlsx");
  expect(text()).not.toContain("就换掉它");
  await screen?.get("form.bring").trigger("submit");
  await flushPromises();
  expect(text()).toContain("template.changed_meanwhile");
  expect(screen?.get("form.bring").text()).toContain("周主任");
  await screen?.get("form.bring").trigger("submit");
  await flushPromises();
  expect(calls(`PUT ${NAMED("月报表")}`).map(({ query }) => query)).toEqual([{}, { seen: "1505692900" }]);
  expect(text()).toContain("存好了:月报表");
});

test("who only reads has forms filled in, and keeps and deletes none", async () => {
  desk.me = somebody({ acts: [{ act: "read_records", divisions: [TOWN] }] });
  await open({});
  expect(screen?.findAll("button.fill")).toHaveLength(2);
  expect(screen?.find("button.forget").exists() || screen?.find("form.bring").exists()).toBe(false);
  expect(text()).toContain("由办公室存");
});

test("names of files and periods are taken as they are meant", () => {
  expect(["月报表.xlsx", "a.b.DOCX", "无"].map(nameOfFile)).toEqual(["月报表", "a.b", "无"]);
  expect([isPeriod("2017-01-01", "2017-12-31"), isPeriod("2017-02-01", "2017-01-31"), isPeriod("2016-12-31", "2017-01-01"), isPeriod("", "2017-01-01")]).toEqual([true, false, false, false]);
});

test("who reads no records is told so, and nothing is asked", async () => {
  desk.me = somebody({ acts: [] });
  await open({});
  expect(text()).toContain("没有看记录的职务");
  expect(asked).toEqual([]);
});
