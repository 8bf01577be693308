import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { i18n } from "../i18n";
import { desk } from "../session";
import { somebody } from "../testing";
import DiaryPage from "./DiaryPage.vue";
import { distanceOf, drawnOf, HIGH, WIDE, type PlaceShown } from "./drawing";
import type { HintShare } from "./hints";
import type { Diary } from "./items";
import Reasons from "./Reasons.vue";
import { diaryOf, item } from "./testing";

const global = { plugins: [i18n] };
const ITEM = item("a1", "陈玉华", { odd: 1, must_be_read: true });
const reasons = (more: Partial<Diary>, of = ITEM, shares: readonly HintShare[] | null = null) => mount(Reasons, { props: { diary: diaryOf(of, more), item: of, causes: [{ code: "wrong_day", zh: "日子写错了", en: "The day is wrong" }], shares }, global });
const place = (more: Partial<PlaceShown>): PlaceShown => ({ at: 1_505_220_060, accuracy: 12, anchor: 0, metres: 14_020, direction: "ne", mock: false, ...more });

beforeEach(() => {
  desk.me = somebody();
});
afterEach(() => {
  desk.me = null;
  i18n.global.locale.value = "zh-CN";
});

test("a day is shown with all that was recorded of it, and what was not said is told apart", () => {
  const page = mount(DiaryPage, {
    props: {
      diary: diaryOf(ITEM, {
        stay: null,
        visits: [{ photos: [], household: "张守福", listed: false, purpose: null, findings: "茶园挂果", needs: "", next_step: "联系合作社" }],
        contacts: [{ how: "phone", text: "茶叶卖出去了" }],
        problems: [{ photos: [], text: "铲车什么时候来", category: { code: "road", zh: "道路", en: "Road" } }],
      }),
    },
    global,
  });
  expect(page.get(".line").text()).toBe("马鞍桥村 · 驻村队员 · 没写住在哪 · 9月12日 20:41 写 · 9月18日 21:03 传到");
  expect(page.findAll("tbody td").map((cell) => cell.text())).toEqual(["张守福 名单外", "没写", "茶园挂果", "联系合作社"]);
  expect(page.text()).toContain("电话茶叶卖出去了");
  expect(page.text()).toContain("道路铲车什么时候来");
});

test("a hint is told with its innocent reading, in the language that is spoken", () => {
  const grade = { grade: "contradicted", zh: "对不上", reasons: [], hints: [{ code: "place_far", zh: "定位离村部 14 公里。", en: "Its place is 14 km away.", innocent_zh: "也可能是去县里办事。", innocent_en: "It may have been county business." }] };
  expect(reasons({ grade }).text()).toContain("定位离村部 14 公里。也可能是去县里办事。");
  i18n.global.locale.value = "en";
  const english = reasons({ grade }).text();
  expect(english).toContain("Its place is 14 km away.It may have been county business.");
  expect(english).toContain("Something differs");
});

const share = (more: Partial<HintShare>): HintShare => ({ hint: "place_far", diaries: 60, waiting: 5, false_alarms: 28, returned: 8, flagged: 4, unread: 15, ...more });

test("beside a hint stands how often it was a false alarm: out of ten, or the figures where ten would say too much", () => {
  const grade = { grade: "plausible", zh: "可信", reasons: [], hints: [{ code: "place_far", zh: "定位离村部 14 公里。", en: "Its place is 14 km away.", innocent_zh: "", innocent_en: "" }] };
  const said = (more: Partial<HintShare>) => {
    const shown = reasons({ grade }, ITEM, [share({ hint: "near_equal_text" }), share(more)]).find(".share");
    return shown.exists() ? shown.text() : null;
  };
  expect(said({})).toBe("以往这样提示的,十篇里有七篇没事。");
  expect(said({ false_alarms: 2, returned: 1, flagged: 0 })).toBe("以往这样提示的,看过 3 篇,2 篇没事。");
  expect(said({ false_alarms: 39, returned: 1, flagged: 0 })).toBe("以往这样提示的,看过 40 篇,39 篇没事。");
  // Those accepted unread say nothing.
  expect(said({ false_alarms: 0, returned: 0, flagged: 0 })).toBeNull();
  expect(reasons({ grade }).find(".share").exists()).toBe(false);
  i18n.global.locale.value = "en";
  expect(said({})).toBe("Of ten diaries with this hint so far, seven were in order.");
});

test("what is not odd is said to be a sample, or nothing; a grade is missed only by who may read evidence", () => {
  expect(reasons({}, item("b2", "刘建军", { must_be_read: true })).text()).toContain("抽查到的,没有疑点。");
  expect(reasons({}, item("b2", "刘建军")).text()).toContain("也没抽到");
  expect(reasons({}).text()).not.toContain("佐证");
  desk.me = somebody({ acts: [{ act: "read_evidence", divisions: ["610926"] }] });
  expect(reasons({}).text()).toContain("还没评过。");
});

test("what an office below left in doubt says so, with hints and without them", () => {
  const doubted = item("b2", "刘建军", { must_be_read: true, in_doubt_below: "town" });
  expect(reasons({}, doubted).get(".card").text()).toBe("为什么排在前面镇里存疑,请细看。");
  expect(reasons({}, { ...doubted, in_doubt_below: "county" }).text()).toContain("县里存疑,请细看。");
  expect(reasons({}, { ...ITEM, in_doubt_below: "town" }).text()).toContain("镇里存疑,请细看。");
  i18n.global.locale.value = "en";
  expect(reasons({}, doubted).text()).toContain("The town left it in doubt; please read it.");
});

test("a day of which nothing was said is no absence: it has its own shape and word", () => {
  const days = reasons({ days: [{ day: "2017-09-10", stay: "village" }, { day: "2017-09-11", stay: null }, { day: "2017-09-12", stay: "home" }] });
  expect(days.findAll(".day").map((day) => [day.get(".sign").text(), day.get(".read-out").text()])).toEqual([
    ["●", "9月10日 周日 村里"],
    ["·", "9月11日 周一 还没写"],
    ["○", "9月12日 周二 回家"],
  ]);
  expect(days.get(".sums").text()).toContain("还没写 1");
});

test("what offices said says whether somebody read it, and of which state of the diary", () => {
  const said = reasons({
    said: [
      { level: "town", state: "returned", cause: "wrong_day", read: true, reason: "是十三日的事", at: 1_505_300_000, present: false },
      { level: "town", state: "accepted", cause: null, read: false, reason: "", at: 1_505_400_000, present: true },
    ],
  }).text();
  expect(said).toMatch(/退回 镇办公室.*日子写错了.*是十三日的事.*说的是改以前的/u);
  expect(said).toMatch(/通过 镇办公室.*未细看/u);
});

test("places stand in words beside the drawing: distance, direction, accuracy, and that one was made up", () => {
  const anchors = [{ name: "村部", radius: 3000 }];
  const drawn = reasons({ anchors, places: [place({}), place({ metres: 0, direction: null, mock: true }), place({ anchor: null, metres: null, direction: null })] });
  const said = drawn.findAll(".said").map((one) => one.text());
  expect(said[0]).toContain("村部 · 3 公里内");
  expect(said[1]).toContain("9月12日 20:41 · 在村部东北 14 公里 · 精度 12 米");
  expect(said[2]).toContain("就在村部");
  expect(said[2]).toContain("设出来的");
  expect(said[3]).toContain("村里没标过位置");
  expect(drawn.findAll("circle.point")).toHaveLength(2);
});

test("everything is drawn in one measure, in its direction, and on the ground", () => {
  const { x, y, radius, points } = drawnOf(3000, [place({}), place({ metres: 7010, direction: "w", accuracy: 500 })]);
  const [far, west] = points;
  if (far === undefined || west === undefined) throw new Error("both are drawn");
  const away = (point: { x: number; y: number }) => Math.hypot(point.x - x, point.y - y);
  expect(away(far) / away(west)).toBeCloseTo(2);
  expect(away(far) / radius).toBeCloseTo(14_020 / 3000);
  expect(far.x - x).toBeCloseTo(y - far.y);
  expect([west.y, west.x < x]).toEqual([y, true]);
  for (const point of [{ x, y, accuracy: radius }, ...points]) {
    expect(point.x - point.accuracy).toBeGreaterThanOrEqual(0);
    expect(point.x + point.accuracy).toBeLessThanOrEqual(WIDE);
    expect(point.y - point.accuracy).toBeGreaterThanOrEqual(0);
    expect(point.y + point.accuracy).toBeLessThanOrEqual(HIGH);
  }
});

test("a distance is said in metres near by and in kilometres far away", () => {
  expect([60, 999, 1200, 14_020].map(distanceOf)).toEqual([
    { unit: "metres", figure: "60" },
    { unit: "metres", figure: "999" },
    { unit: "kilometres", figure: "1.2" },
    { unit: "kilometres", figure: "14" },
  ]);
});
