import { flushPromises, type mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { i18n } from "../i18n";
import { desk, signIn } from "../session";
import type { Schemas } from "../server";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers, type Asked } from "../testing";
import routes from "./routes";

type Job = Schemas["JobView"];

const COUNTY = "610926";
const JOBS = `/console/v1/divisions/${COUNTY}/work/roster/jobs`;
const job = (more: Partial<Job> = {}): Job => ({
  number: 7,
  work: "roster",
  work_zh: "导入花名册",
  division: COUNTY,
  login: "lin",
  file: "名单.csv",
  file_kept: true,
  step: "look",
  state: "done",
  done: 0,
  of_all: 0,
  stopping: false,
  created_at: 1_505_692_800,
  changed_at: 1_505_692_800,
  ends_at: 1_506_297_600,
  said: { choices: [] },
  looked: {
    columns: [
      { key: "village", label: "村", required: true },
      { key: "name", label: "姓名", required: true },
    ],
    sheets: [
      {
        name: null,
        row: 1,
        heads: [
          { cell: "A1", text: "村", column: "village" },
          { cell: "B1", text: "干部", column: null },
        ],
      },
    ],
  },
  ...more,
});
const run = (more: Partial<Schemas["DryRun"]> = {}): Schemas["DryRun"] => ({
  digest: "d1",
  new: 1,
  changed: 0,
  ended: 0,
  counted: 0,
  faults: 0,
  to_choose: 0,
  notes: 0,
  ...more,
});
const FAULT = {
  line: "fault",
  sheet: null,
  row: 3,
  cell: "A3",
  code: "division.ambiguous",
  zh: "叫「五峰」的村不止一个。",
  en: "It could be several villages.",
  candidates: [
    { code: "610926100004", name: "五峰社区居委会" },
    { code: "610926100204", name: "五峰村委会" },
  ],
};
const CHANGE = {
  line: "change",
  becomes: "new",
  kind_zh: "花名册",
  kind_en: "Member",
  subject: "秦小满",
  division: "610926101205",
  place: "马鞍桥村委会",
  sheet: null,
  row: 2,
  fields: [{ zh: "姓名", en: "name", before: null, after: "秦小满" }],
};

let screen: ReturnType<typeof mount> | null = null;
let asked: Asked[] = [];

async function open(answers: Answers, path: string) {
  asked = serverAnswers({
    ...placeCalled(COUNTY, "平利县"),
    "GET /console/v1/jobs": () => ({ jobs: [job()], next: null }),
    [`GET /console/v1/divisions/${COUNTY}/work/roster/mappings`]: () => ({ mappings: [] }),
    [`GET /console/v1/divisions/${COUNTY}/imports`]: () => ({ brought: [] }),
    ...answers,
  });
  ({ screen } = await screenAt(routes, path));
}

const me = () => somebody({ acts: [{ act: "keep_people", divisions: [COUNTY] }] });
const text = () => document.body.textContent ?? "";
const button = (word: string) => {
  const found = [...document.querySelectorAll("button")].find((one) => one.textContent?.trim() === word);
  if (found === undefined) throw new Error(`no button ${word}`);
  return found;
};
const bodyOf = (call: string) => asked.filter((one) => one.call === call).pop()?.body;

beforeEach(async () => {
  serverAnswers({ "POST /console/v1/session": () => me(), "GET /console/v1/session": () => me() });
  await signIn({ login: "lin", password: "x" });
});

afterEach(() => {
  screen?.unmount();
  screen = null;
});

test("what may be imported is offered, and what was imported of late is listed", async () => {
  await open({}, "/imports");
  const offered = [...document.querySelectorAll('select[name="work"] option')].map((one) => one.textContent?.trim());
  expect(offered).toEqual(["花名册", "定位点"]);
  expect(text()).toContain("名单.csv");
  expect(button("上传").disabled).toBe(true);
  expect(await axeFaults()).toEqual([]);
});

test("what the administrator imported by the command line is listed with its kind, what it did and when; nothing was imported only where neither was", async () => {
  const brought: Schemas["BroughtListView"][] = [
    { at: 1_505_692_800, work: "households", imported: { rows: 120, changed: 118 } },
    { at: 1_505_692_700, work: "divisions", imported: { rows: 9, changed: 0 } },
  ];
  const none = { "GET /console/v1/jobs": () => ({ jobs: [], next: null }) };
  await open({ ...none, [`GET /console/v1/divisions/${COUNTY}/imports`]: () => ({ brought }) }, "/imports");
  expect(text()).toContain("管理员在服务器上用命令行导入的");
  const said = [...document.querySelectorAll(".earlier li")].map((one) => one.textContent?.replace(/\s+/gu, " ").trim());
  expect(said).toEqual(["农户名单 导入完了:读了 120 行,其中 118 行有变化。 2017-09-18 08:00", "行政区划 导入完了:读了 9 行,和库里的一样,什么也没有改。 2017-09-18 07:58"]);
  expect(text()).not.toContain("还没有导入过");
  expect(await axeFaults()).toEqual([]);
  screen?.unmount();
  await open(none, "/imports");
  expect(text()).toContain("还没有导入过");
  expect(text()).not.toContain("命令行");
});

test("heads are named, a village is chosen, and exactly the dry run is applied", async () => {
  let now = job();
  await open(
    {
      [`GET ${JOBS}/7`]: () => now,
      [`GET ${JOBS}/7/lines`]: () => ({ lines: now.dry_run?.faults === 1 ? [FAULT] : [CHANGE], next: null }),
      [`POST ${JOBS}/7/dry-run`]: ({ body }) => {
        const faults = (body as Schemas["Said"]).choices?.length === 1 ? 0 : 1;
        now = job({ step: "dry_run", looked: null, dry_run: run({ faults, digest: faults === 1 ? "d1" : "d2" }) });
        return now;
      },
      [`POST ${JOBS}/7/application`]: () => job({ step: "apply", looked: null, file_kept: false, applied: { rows: 2, changed: 1, parts: 2, of_parts: 2 } }),
    },
    `/imports/${COUNTY}/roster/7`,
  );
  const selects = document.querySelectorAll<HTMLSelectElement>(".columns select");
  expect([...selects].map((one) => one.value)).toEqual(["village", ""]);
  const second = selects[1];
  if (second === undefined) throw new Error("no second head");
  second.value = "name";
  second.dispatchEvent(new Event("change"));
  button("试导入").click();
  await flushPromises();
  expect(bodyOf(`POST ${JOBS}/7/dry-run`)).toEqual({
    mapping: [
      { head: "村", column: "village" },
      { head: "干部", column: "name" },
    ],
    choices: [],
  });
  expect(text()).toContain("A3");
  expect(text()).toContain("不止一个");
  expect([...document.querySelectorAll("button")].some((one) => one.textContent?.trim() === "正式导入")).toBe(false);
  expect(await axeFaults()).toEqual([]);

  const choose = document.querySelector<HTMLSelectElement>(".found select");
  if (choose === null) throw new Error("nothing to choose");
  choose.value = "610926100204";
  choose.dispatchEvent(new Event("change"));
  button("重新试导入").click();
  await flushPromises();
  expect((bodyOf(`POST ${JOBS}/7/dry-run`) as Schemas["Said"]).choices).toEqual([{ sheet: null, row: 3, division: "610926100204" }]);
  expect(text()).toContain("秦小满");
  button("正式导入").click();
  await flushPromises();
  expect(bodyOf(`POST ${JOBS}/7/application`)).toEqual({ digest: "d2" });
  expect(text()).toContain("读了 2 行");
});

test("a job is asked for again though one question failed, and it is said meanwhile", async () => {
  let answers: "runs" | "broken" | "done" = "runs";
  vi.useFakeTimers();
  try {
    await open(
      {
        [`GET ${JOBS}/7`]: () => {
          if (answers === "broken") return refused(503, "storage.busy");
          return answers === "runs" ? job({ step: "dry_run", state: "running", done: 1, of_all: 4 }) : job({ step: "dry_run", dry_run: run() });
        },
        [`GET ${JOBS}/7/lines`]: () => ({ lines: [CHANGE], next: null }),
      },
      `/imports/${COUNTY}/roster/7`,
    );
    const count = () => asked.filter(({ call }) => call === `GET ${JOBS}/7`).length;
    expect(count()).toBe(1);
    answers = "broken";
    await vi.advanceTimersByTimeAsync(1_000);
    expect(count()).toBe(2);
    expect(text()).toContain("storage.busy");
    expect(text()).toContain("每隔几秒再问一次");
    answers = "done";
    await vi.advanceTimersByTimeAsync(5_000);
    expect(count()).toBe(3);
    expect(text()).not.toContain("每隔几秒再问一次");
    expect(text()).toContain("秦小满");
    screen?.unmount();
    screen = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(count()).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

test("a dry run that would change nothing that is listed says so, and what is not listed can be imported all the same", async () => {
  await open(
    {
      [`GET ${JOBS}/7`]: () => job({ step: "dry_run", looked: null, dry_run: run({ new: 0 }) }),
      [`GET ${JOBS}/7/lines`]: () => ({ lines: [], next: null }),
    },
    `/imports/${COUNTY}/roster/7`,
  );
  expect(text()).toContain("看得到的都没有变化");
  expect(button("正式导入").disabled).toBe(false);
  expect(button("正式导入").classList.contains("filled")).toBe(false);
  expect(await axeFaults()).toEqual([]);
});

test.each([
  ["zh-CN", { rows: 1, changed: 0, parts: 1, of_parts: 1 }, "读了 1 行,和库里的一样,什么也没有改"],
  ["en", { rows: 1, changed: 0, parts: 1, of_parts: 1 }, "Rows read: 1; all of it is there already"],
  ["en", { rows: 1, changed: 1, parts: 1, of_parts: 1 }, "Rows read: 1; rows that changed something: 1"],
] as const)("in %s, what an import did is said as it is", async (language, applied, said) => {
  i18n.global.locale.value = language;
  try {
    await open({ [`GET ${JOBS}/7`]: () => job({ step: "apply", looked: null, file_kept: false, applied }) }, `/imports/${COUNTY}/roster/7`);
    expect(text()).toContain(said);
  } finally {
    i18n.global.locale.value = "zh-CN";
  }
});

test("what is being taken in can't be called off, and what was taken in of it before is not told as its end", async () => {
  const applied = { rows: 12, changed: 3, parts: 12, of_parts: 30 };
  await open({ [`GET ${JOBS}/7`]: () => job({ step: "apply", state: "running", looked: null, dry_run: run(), applied }) }, `/imports/${COUNTY}/roster/7`);
  expect(text()).toContain("已经开始导入,不能取消了");
  expect(text()).not.toContain("只导入了一部分");
  expect([...document.querySelectorAll("button")].map((one) => one.textContent?.trim())).not.toContain("取消");
});

test.each([
  ["zh-CN", "共 30 块,导入了 12 块(读了 40 行,其中 3 行有变化)", "正式导入"],
  ["en", "12 of 30 parts (rows read: 40; rows that changed something: 3)", "Import"],
] as const)("in %s, what failed midway says how far it came, and goes on by the same button", async (language, said, word) => {
  i18n.global.locale.value = language;
  try {
    const applied = { rows: 40, changed: 3, parts: 12, of_parts: 30 };
    const why = { code: "storage.io", zh: "服务器出了问题。", en: "The server has a problem." };
    await open(
      {
        [`GET ${JOBS}/7`]: () => job({ step: "apply", state: "failed", looked: null, dry_run: run(), applied, why }),
        [`GET ${JOBS}/7/lines`]: () => ({ lines: [CHANGE], next: null }),
        [`POST ${JOBS}/7/application`]: () => job({ step: "apply", state: "waiting", looked: null, dry_run: run(), applied }),
      },
      `/imports/${COUNTY}/roster/7`,
    );
    for (const words of [said, "storage.io"]) expect(text()).toContain(words);
    button(word).click();
    await flushPromises();
    expect(bodyOf(`POST ${JOBS}/7/application`)).toEqual({ digest: "d1" });
    expect(text()).not.toContain(said);
  } finally {
    i18n.global.locale.value = "zh-CN";
  }
});

test("who brings a calendar reads that only the days that it names change", async () => {
  desk.me = somebody({ acts: ["keep_people", "keep_policy"].map((act) => ({ act, divisions: [COUNTY] })) });
  await open({}, "/imports?work=calendar");
  expect(text()).toContain("只改写到的日子");
});

test("what is the city's to import is said to others, and policies are spoken of to the city alone", async () => {
  await open({}, "/imports");
  expect(text()).toContain("政策文件和放假安排由市办公室导入");
  expect(text()).not.toContain(".toml");
});

test("who may import nothing is told who does, and whom to ask", async () => {
  desk.me = somebody();
  await open({}, "/imports");
  expect(text()).toContain("请管账号的人给你加上职务");
});
