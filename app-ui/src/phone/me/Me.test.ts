import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, expect, test, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { LineView } from "../../generated/LineView";
import type { MeView } from "../../generated/MeView";
import type { NewerProgramView } from "../../generated/NewerProgramView";
import type { PhotosView } from "../../generated/PhotosView";
import type { RejectedRecord } from "../../generated/RejectedRecord";
import type { Settings } from "../../generated/Settings";
import type { ToSettle } from "../../generated/ToSettle";
import { rustAnswers, type Answers } from "../../shared/testing";
import LineStrip from "../frame/LineStrip.vue";
import { i18n, speak } from "../i18n";
import { choose, phone, readSettings } from "../state";
import routes from "./routes";

const line: LineView = { state: "idle", unsent: 0, unsent_since: null, bytes_left: 0, photos_left: 0, photo_bytes_left: 0, last_sync: null, needs_code: false, told: [] };
const me: MeView = {
  person: { id: "c0017", name: "陈玉华" },
  villages: [{ code: "610926101205", name: "三河村" }],
  line,
  rejected: 0,
  conflicts: 0,
  held: 0,
  refused: 0,
  judged: [],
  drafts: 0,
  clock_doubtful: false,
};
const settings: Settings = {
  language: "zh",
  large_type: false,
  theme: "system",
  text_on_wifi_only: false,
  photos_on_wifi_only: true,
  place_beside: true,
  lock_after_minutes: 10,
  reminders: { rejected: true, returned: true, leave_ends: true, days_short: true, evening_without_diary: false },
};
const none: PhotosView = { thumbnails: 0, pictures: 0, bytes: 0 };
const written = { record: "r1", edit: "e2", sent: false, waits: false, clock_doubtful: false };

async function at(path: string, answers: Answers) {
  const asked = rustAnswers({ me: () => me, photos_waiting: () => none, leave_form: () => null, can_locate: () => true, ...answers });
  const elsewhere = { path: "/:rest(.*)*", component: { template: "<p />" } };
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, elsewhere] });
  await router.push(path);
  const screen = mount({ template: "<RouterView />" }, { global: { plugins: [router, i18n] }, attachTo: document.body });
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  return { asked, screen, router };
}

const commands = (asked: { command: string }[]) => asked.map((one) => one.command);

beforeEach(() => {
  speak("zh-CN");
  phone.line = null;
});

test("the strip says one thing in words for each state, and never blames", async () => {
  const router = createRouter({ history: createMemoryHistory(), routes });
  const said: string[] = [];
  for (const state of ["idle", "offline", "waiting_for_wifi", "running", "refused"] as const) {
    phone.line = { ...line, state, unsent: 12, bytes_left: 3_400 };
    said.push(mount(LineStrip, { global: { plugins: [router, i18n] } }).text());
  }
  expect(said[1]).toContain("无信号 · 12 条在手机里,等信号");
  expect(said[3]).toContain("还剩约 4 KB");
  expect(new Set(said).size).toBe(5);
  const strip = (state: "idle" | "running") => {
    phone.line = { ...line, state, photos_left: 2, photo_bytes_left: 380_000 };
    return mount(LineStrip, { global: { plugins: [router, i18n] } }).text();
  };
  expect(strip("idle")).toContain("文字都传了 · 2 张照片在手机里");
  expect(strip("running")).toContain("正在传照片 · 还剩约 380 KB");
  for (const words of said) expect(words).not.toMatch(/失败|错误/u);
});

test("photos that wait are told of beside the line, and no more once they are sent", async () => {
  let waiting: PhotosView = { thumbnails: 0, pictures: 2, bytes: 380_000 };
  const { screen } = await at("/me", { me: () => me, photos_waiting: () => waiting });
  expect(screen.text()).toContain("2 张照片等 Wi-Fi · 约 0.4 MB");
  waiting = none;
  phone.line = { ...line };
  await vi.waitFor(() => expect(screen.text()).not.toContain("Wi-Fi"));
});

test("what asks for a look is counted and one tap away; what does not is not there", async () => {
  const judged = [
    { day: "2017-08-30", diary: "d", judgement: "j1", said: "questioned", level: "village", by: null, reason: "" },
    { day: "2017-08-29", diary: "d", judgement: "j2", said: "returned", level: "town", by: null, reason: "" },
  ] as const;
  const { screen } = await at("/me", { me: () => ({ ...me, rejected: 2, judged, line: { ...line, unsent: 3, unsent_since: 1_504_238_400, photos_left: 2, photo_bytes_left: 380_000 } }) });
  expect(screen.text()).toContain("陈玉华");
  expect(screen.text()).toContain("3 条没传");
  expect(screen.text()).toContain("另有 2 张照片没传,约 380 KB");
  const links = screen.findAll("a.row").map((link) => link.attributes("href"));
  expect(links.slice(0, 3)).toEqual(["/me/returned", "/me/judged", "/me/judged"]);
  expect(screen.text()).not.toContain("两份要你定一份");
});

test("an empty 我的 says so", async () => {
  const { screen } = await at("/me", {});
  expect(screen.text()).toContain("没有要你看的");
  expect(screen.text()).toContain("写的都传上去了");
});

test("a line that breaks on a pull of the button is told, with what is safe", async () => {
  const sentence = { code: "sync.cut", zh: "信号断了。没传的 3 条都在手机里,有信号再同步一次就行。", en: "The line broke." };
  const { screen } = await at("/me", {
    sync_now: () => {
      throw { sentences: [sentence], of_the_line: true };
    },
  });
  await screen.find(".line button").trigger("click");
  await flushPromises();
  expect(screen.find("[role=alert]").text()).toContain("没传的 3 条都在手机里");
});

const rejected: RejectedRecord = {
  rejected: {
    edit: "e1", record: "r1", kind: "diary", village: "610926101205", code: "diary.future_day", zh: "这天还没到。", en: "That day has not come.",
    mend_zh: "日志只能写到今天。", mend_en: "Write up to today.", mended: false, settled: false,
  },
  kind_zh: "驻村日志",
  kind_en: "Diary",
  day: "2017-09-03",
  day_in_key: true,
  written: [
    { name: "text", zh: "正文", words_zh: "修路", words_en: "修路", is_text: true, value: "修路" },
    { name: "stay", zh: "今晚住在哪", words_zh: "村里", words_en: "In the village", is_text: false, value: "village" },
  ],
};
const draft = {
  id: "d1", kind: "diary", village: "610926101205", record: "r1", is_change: true, changed: true, saved_at: 0,
  fields: { cadre: "c0017", day: "2017-09-03", text: "修路", stay: "village" },
};

const explained: RejectedRecord = { ...rejected, rejected: { ...rejected.rejected, kind: "objection" }, kind_zh: "说明申诉", kind_en: "Explanation" };

test("what has no form that takes a mend is mended in place: why, how, and the words are there to be written on", async () => {
  const { screen, asked, router } = await at("/me/returned/e1", {
    rejected_record: () => explained, open_mend: () => draft, keep_form: () => null, write_form: () => written, returned: () => ({ rejected: [], held: [], refused: [] }),
  });
  expect(screen.text()).toContain("日志只能写到今天。");
  expect(screen.text()).toContain("村里");
  const area = screen.find("textarea");
  expect(area.element.value).toBe("修路");
  await area.setValue("修路,修了两里");
  await screen.find(".main-button").trigger("click");
  for (let turn = 0; turn < 6; turn += 1) await flushPromises();
  const write = asked.find((one) => one.command === "write_form");
  expect((write?.takes["fields"] as { text: string }).text).toBe("修路,修了两里");
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe("/me/returned"));
});

test("what has a form of its own is mended there, with everything that can be changed; looking at it begins nothing", async () => {
  for (const [kind, place] of [
    ["diary", `/today/2017-09-03?draft=d1&village=${draft.village}`],
    ["visit", "/visits/draft/d1"],
    ["problem", "/problems/draft/d1"],
    ["friendship", "/friends/draft/d1"],
    ["friendship_contact", "/friends/contact-draft/d1"],
    ["leave_request", "/attendance/leave?draft=d1"],
    ["voice_leave", "/attendance/voice-leave?draft=d1"],
    ["complaint", "/complaints?draft=d1"],
  ]) {
    const { screen, asked, router } = await at("/me/returned/e1", {
      rejected_record: () => ({ ...rejected, rejected: { ...rejected.rejected, kind } }), open_mend: () => ({ ...draft, kind }),
    });
    expect(screen.text()).toContain("修路");
    expect(commands(asked)).not.toContain("open_mend");
    await screen.find(".main-button").trigger("click");
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe(place));
    screen.unmount();
  }
});

test("what was typed in a mend goes along to another day", async () => {
  const { screen, asked } = await at("/me/returned/e1", {
    rejected_record: () => explained, open_mend: () => draft, keep_form: () => null, mend_on_day: () => written, returned: () => ({ rejected: [], held: [], refused: [] }),
  });
  await screen.find("textarea").setValue("修路,修了两里");
  await screen.find("input[type=date]").setValue("2017-09-01");
  await screen.find(".day button").trigger("click");
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  const order = commands(asked).filter((command) => ["keep_form", "mend_on_day", "leave_form"].includes(command));
  expect(order).toEqual(["keep_form", "mend_on_day"]);
  expect((asked.find((one) => one.command === "keep_form")?.takes["fields"] as { text: string }).text).toBe("修路,修了两里");
});

test("what mends a rejected record is gone on with in its form; where its kind has none for it, where it was rejected", async () => {
  const mends = ["leave_request", "month_acknowledgement"].map((kind) => ({ ...draft, id: `m-${kind}`, kind, record: "r1", is_change: false }));
  const { screen } = await at("/me/drafts", { forms: () => mends });
  expect(screen.findAll("a.filled").map((link) => link.attributes("href"))).toEqual(["/attendance/leave?draft=m-leave_request", "/me/returned/r1"]);
});

test("where only texts can be mended, what to do about the rest is said; where there is nothing else, it is not", async () => {
  const answers = { open_mend: () => draft, keep_form: () => null };
  const { screen } = await at("/me/returned/e1", { rejected_record: () => explained, ...answers });
  expect(screen.text()).toContain("这里只改得了文字");
  screen.unmount();
  const onlyTexts = { ...explained, written: explained.written.filter((field) => field.is_text) };
  const other = await at("/me/returned/e1", { rejected_record: () => onlyTexts, ...answers });
  expect(other.screen.text()).not.toContain("这里只改得了文字");
});

test("every form that was left can be opened again, and is thrown away only on a second word", async () => {
  const fields = { day: "2017-09-03", subject: "s1", judged: ["h1", "h2"], request: "l1", household: "h031" };
  const kinds = [
    "diary", "visit", "problem", "friendship", "friendship_contact", "household_note", "objection", "leave_request", "leave_reason",
    "voice_leave", "observation", "confirmation", "leave_decision", "objection_decision", "complaint",
  ];
  let left = kinds.map((kind, at) => ({ ...draft, id: `d${at}`, kind, record: null, is_change: false, fields }));
  const { screen, asked } = await at("/me/drafts", {
    forms: () => left,
    discard_form: ({ id }) => {
      left = left.filter((form) => form.id !== id);
      return null;
    },
  });
  const links = screen.findAll("a.filled").map((link) => link.attributes("href"));
  expect(links).toHaveLength(kinds.length);
  expect(new Set(links).size).toBe(kinds.length);
  expect(links).toContain("/problems/draft/d2");
  expect(links).toContain(`/visits/household/h031?note=1&draft=d5&village=${draft.village}`);
  expect(links.some((link) => link?.startsWith("/attendance/leave/l1/reason?draft=d"))).toBe(true);
  expect(links).toContain("/attendance/leave?draft=d7");
  expect(links.some((link) => link?.startsWith("/attendance/reason/question/s1?heads=h1,h2&draft=d"))).toBe(true);
  const throwAway = () => screen.findAll("button").find((button) => button.text() === "不要了");
  await throwAway()?.trigger("click");
  expect(commands(asked)).not.toContain("discard_form");
  expect(screen.get("[role=alert]").text()).toContain("真的不要了");
  await throwAway()?.trigger("click");
  for (let turn = 0; turn < 3; turn += 1) await flushPromises();
  expect(asked.find((one) => one.command === "discard_form")?.takes).toEqual({ id: "d0" });
});

test("letting go is asked for twice", async () => {
  const { screen, asked } = await at("/me/returned/e1", {
    rejected_record: () => rejected, open_mend: () => draft, drop_rejected: () => rejected.rejected, returned: () => ({ rejected: [], held: [], refused: [] }),
  });
  await screen.find(".drop").trigger("click");
  expect(commands(asked)).not.toContain("drop_rejected");
  await screen.find(".drop").trigger("click");
  await flushPromises();
  expect(commands(asked)).toContain("drop_rejected");
});

const conflict: ToSettle = {
  record: "r1", kind: "diary", kind_zh: "驻村日志", kind_en: "Diary", day: "2017-09-01", is_mine: true, withdrawn: null, withdrawn_by: null, heads: ["h1", "h2"],
  fields: [{
    field: "stay", zh: "今晚住在哪",
    sides: [
      { place: 0, value: "home", words_zh: "回家", words_en: "At home", counts: false, by: { id: "c0017", name: "陈玉华" }, written_at: 1_504_238_400 },
      { place: 1, value: null, words_zh: "", words_en: "", counts: true, by: null, written_at: null },
    ],
  }],
};

test("both sides stand beside each other, and a tap settles on one", async () => {
  let settled = false;
  const { screen, asked } = await at("/me/conflicts", {
    conflicts: () => (settled ? [] : [conflict]),
    settle: () => {
      settled = true;
      return written;
    },
  });
  expect(screen.findAll(".side").length).toBe(2);
  expect(screen.text()).toContain("回家");
  expect(screen.text()).toContain("(清空了)");
  await screen.find(".side button").trigger("click");
  for (let turn = 0; turn < 4; turn += 1) await flushPromises();
  expect(asked.find((one) => one.command === "settle")?.takes).toEqual({ record: "r1", field: "stay", place: 0, heads: ["h1", "h2"] });
  expect(screen.text()).toContain("没有要定的");
});

test("who did not write it sees both and settles nothing", async () => {
  const { screen } = await at("/me/conflicts", { conflicts: () => [{ ...conflict, is_mine: false }] });
  expect(screen.findAll(".side button").length).toBe(0);
});

test("photos that wait for a line are told beside the texts", async () => {
  const { screen } = await at("/me", { photos_waiting: () => ({ thumbnails: 2, pictures: 3, bytes: 629_146 }) });
  expect(screen.get(".line").text()).toContain("3 张照片等 Wi-Fi · 2 张小图等信号 · 约 0.6 MB");
});

test("a choice holds at once: type, language, light", async () => {
  rustAnswers({ settings: () => settings, choose: () => null });
  await readSettings();
  expect(document.documentElement.dataset["type"]).toBe("plain");
  await choose({ ...settings, large_type: true, language: "en", theme: "dark" });
  expect(document.documentElement.dataset["type"]).toBe("large");
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(i18n.global.locale.value).toBe("en");
  await choose(settings);
  expect(document.documentElement.dataset["theme"]).toBe("light");
});

test("a switch asks Rust to keep exactly that choice", async () => {
  phone.settings = settings;
  const { screen, asked } = await at("/me/settings", { choose: () => null });
  const evening = screen.findAll("[role=switch]").slice(-1)[0];
  expect(evening?.attributes("aria-checked")).toBe("false");
  await evening?.trigger("click");
  await flushPromises();
  const chosen = asked.find((one) => one.command === "choose")?.takes["settings"] as Settings;
  expect(chosen).toEqual({ ...settings, reminders: { ...settings.reminders, evening_without_diary: true } });
});

test("a self-check tells of photos and of the key store in words", async () => {
  const facts = { well: true, moment: null, detail: null, key_store: null };
  const photos = { ...facts, checked: "photos", count: 41_300_000 };
  const store = { ...facts, checked: "key_store", count: null, well: false, key_store: "emptied" };
  const { screen } = await at("/me/check", { self_check: () => [photos, store] });
  expect(screen.text()).toContain("手机里的照片占 41.3 MB");
  expect(screen.text()).toContain("里面的钥匙换过了");
  expect(screen.text()).toContain("现在就改一次密码");
});

test("a self-check says what to do where something is amiss, and nothing where all is well", async () => {
  const check = (checked: string, well: boolean) => ({ checked, well, count: checked === "space" ? 150_000_000 : null, moment: null, detail: null, key_store: null });
  const { screen } = await at("/me/check", { self_check: () => [check("space", false), check("clock", true)] });
  expect(screen.text()).toContain("空间不多了");
  expect(screen.text()).toContain("还剩 150 MB");
  expect(screen.text()).not.toContain("请在系统设置里改成自动");
});

test("days for the unit's report go out as a file, and a later one that failed does not show the first", async () => {
  let full = false;
  const { asked, screen } = await at("/me/share_diary", {
    present_day: () => "2017-09-14",
    save_diary: () => {
      if (full) throw { sentences: [{ code: "store.disk_full", zh: "手机满了。", en: "Full." }], of_the_line: false };
      return { name: "日志.docx", folder: "Documents" };
    },
  });
  const choose = (word: string) => screen.findAll("button").find((button) => button.text() === word)?.trigger("click");
  await choose("这一周");
  await choose("纯文字");
  await choose("导出来");
  await flushPromises();
  const takes = asked.find((one) => one.command === "save_diary")?.takes;
  expect(takes).toEqual({ from: "2017-09-11", to: "2017-09-14", text: true, english: false });
  expect(screen.text()).toContain("已存到 Documents:日志.docx");
  full = true;
  await choose("导出来");
  await flushPromises();
  expect(screen.text()).not.toContain("日志.docx");
  expect(screen.get("[role=alert]").text()).toContain("手机满了。");
});

test("until when a returned diary is to be mended is the server's word, or about it until that is here", async () => {
  const judged = { day: "2017-08-29", diary: "d", judgement: "j2", said: "returned", level: "town", by: null, reason: "", cause: null, until: "2017-09-08" };
  const { screen } = await at("/me/judged", { judged_days: () => [{ ...judged, until_is_told: true }, { ...judged, judgement: "j3", until_is_told: false }] });
  const said = screen.findAll(".card .quiet").map((line) => line.text()).filter((line) => line.includes("9月8日"));
  expect(said[0]).toMatch(/^9月8日以前改好就行/u);
  expect(said[1]).toMatch(/^约9月8日以前改好就行,准日子再联一次网就有/u);
});

const newer: NewerProgramView = {
  version: "1.4.0",
  bytes: 31_457_280,
  offered: "2017-09-01",
  notes: "照片传得更快",
  address: "http://10.6.1.2/install",
  code: "<svg></svg>",
  metered: false,
  can_open: true,
  put_away: false,
};

test("a newer program is one row in 我的, and nothing where there is none; a paid line is said beside it", async () => {
  const row = async (view: NewerProgramView | null) => (await at("/me", { newer_program: () => view })).screen.find(".newer");
  expect((await row(null)).exists()).toBe(false);
  const shown = await row(newer);
  expect(shown.text()).toBe("有新版本 1.4.0(约 31.5 MB) 怎么装");
  expect(shown.attributes("href")).toBe("/me/newer");
  expect((await row({ ...newer, metered: true })).text()).toContain("现在用的是流量");
});

test("how it is installed is told whole; the page opens in the system's browser, and whoever reads it has been told", async () => {
  const { asked, screen } = await at("/me/newer", { newer_program: () => newer, put_newer_program_away: () => null, open_install_page: () => null });
  expect(screen.findAll("h1").map((title) => title.text())).toContain("新版本 1.4.0");
  for (const words of ["约 31.5 MB · 办公室9月1日放上", "照片传得更快", "不要先卸载", "http://10.6.1.2/install", "装不装、哪天装,你定。"]) expect(screen.text()).toContain(words);
  expect(screen.find(".metered").exists()).toBe(false);
  expect(screen.get("img.code").attributes("src")).toContain("svg");
  expect(commands(asked)).toContain("put_newer_program_away");
  expect(commands(asked)).not.toContain("open_install_page");
  await screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(commands(asked)).toContain("open_install_page");
});

test("where no browser can be opened the address and its code are there all the same, and a refusal is told", async () => {
  const paid = { ...newer, metered: true, can_open: false, put_away: true };
  const { asked, screen } = await at("/me/newer", { newer_program: () => paid });
  expect(screen.find(".main-button").exists()).toBe(false);
  expect(screen.get(".address").text()).toBe("http://10.6.1.2/install");
  expect(screen.get(".metered").text()).toContain("装它要约 31.5 MB");
  expect(commands(asked)).not.toContain("put_newer_program_away");
  const sentence = { code: "platform.no_browser", zh: "手机上没有打得开这个网页的浏览器。", en: "No browser." };
  const other = await at("/me/newer", {
    newer_program: () => ({ ...newer, put_away: true }),
    open_install_page: () => {
      throw { sentences: [sentence], of_the_line: false };
    },
  });
  await other.screen.get(".main-button").trigger("click");
  await flushPromises();
  expect(other.screen.get("[role=alert]").text()).toContain("没有打得开这个网页的浏览器");
});

test("a newer program that is gone meanwhile is said to be none", async () => {
  const { screen } = await at("/me/newer", { newer_program: () => null });
  expect(screen.text()).toContain("没有新版本。");
});
