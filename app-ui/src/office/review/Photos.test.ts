import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { i18n } from "../i18n";
import { desk, signIn } from "../session";
import { axeFaults, refused, screenAt, serverAnswers, somebody, type Answers } from "../testing";
import PhotoImage from "./PhotoImage.vue";
import { photosOf, type Photo } from "./photos";
import PhotoStrip from "./PhotoStrip.vue";
import routes from "./routes";
import { about, CAUSES, diaryOf, item, VILLAGE, willing } from "./testing";

const photo = (digest: string, state = "here", record = "a1"): Photo => ({ record, digest, state });
const source = (digest: string, part: string) => `/console/v1/divisions/${VILLAGE}/photos/a1/${digest}?part=${part}`;
const global = { plugins: [i18n] };
const CHEN = item("a1", "陈玉华");
const WITH_PHOTOS = diaryOf(CHEN, {
  photos: [photo("d1"), photo("d2", "not_yet"), photo("d3", "not_agreed")],
  visits: [{ photos: [photo("d4")], household: "张守福", listed: true, purpose: null, findings: "茶园挂果", needs: "", next_step: "" }],
  problems: [{ photos: [photo("d5")], text: "路塌了", category: null }],
});

let screen: ReturnType<typeof mount> | null = null;
const dialog = () => document.querySelector(".el-dialog");
const large = () => dialog()?.querySelector("img")?.getAttribute("src");
async function press(key: string): Promise<void> {
  window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  await flushPromises();
}
async function open(path: string, answers: Answers = {}) {
  const asked = serverAnswers({ ...willing([CHEN]), [about("GET", "a1")]: () => WITH_PHOTOS, [`GET /console/v1/divisions/${VILLAGE}/reviews/causes`]: () => [], ...answers });
  ({ screen } = await screenAt(routes, path));
  await flushPromises();
  return asked;
}

beforeEach(() => {
  desk.me = somebody({ acts: ["review", "read_records", "see_figures"].map((act) => ({ act, divisions: ["610926"] })) });
});
afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("photos that can't be shown are counted and told why; it is no fault of who wrote the day", () => {
  const strip = mount(PhotoStrip, { props: { space: VILLAGE, photos: WITH_PHOTOS.photos, of: "日志的照片" }, global });
  expect(strip.findAll("img").map((image) => [image.attributes("src"), image.attributes("alt")])).toEqual([[source("d1", "thumbnail"), "日志的照片,第 1 张"]]);
  expect(strip.text()).toContain("1 张还没传到:照片要等手机信号好了才传。");
  expect(strip.text()).toContain("1 张不显示:照片上的人还没同意给别人看。");
  expect(strip.find(".warn, .bad").exists()).toBe(false);
  expect(mount(PhotoStrip, { props: { space: VILLAGE, photos: [], of: "x" }, global }).find(".photos").exists()).toBe(false);
});

test("the day's photos are those of its diary, visits and problems, in the order of the page", () => {
  expect(photosOf(WITH_PHOTOS).map(({ digest }) => digest)).toEqual(["d1", "d2", "d3", "d4", "d5"]);
});

test("by a key the photos are large, arrows go on to the last and no further, and the queue's keys rest meanwhile", async () => {
  const asked = await open("/review");
  expect(screen?.findAll(".photos img")).toHaveLength(3);
  await press("p");
  expect(dialog()?.textContent).toContain("陈玉华 · 9月12日 · 照片 1 / 3");
  expect(large()).toBe(source("d1", "picture"));
  expect(await axeFaults()).toEqual([]);
  for (const key of ["ArrowRight", "j", "ArrowRight"]) await press(key);
  expect(large()).toBe(source("d5", "picture"));
  await press("ArrowLeft");
  expect(large()).toBe(source("d4", "picture"));
  await press("a");
  expect(asked.filter(({ call }) => call === about("POST", "a1"))).toEqual([]);
  await press("p");
  expect(dialog()).toBeNull();
  await screen?.findAll(".photos .open")[2]?.trigger("click");
  expect(large()).toBe(source("d5", "picture"));
});

test("a photo whose session was over comes after the sign-in; one that is refused says why", async () => {
  let signedIn = false;
  const at = (digest: string) => `GET /console/v1/divisions/${VILLAGE}/photos/a1/${digest}`;
  serverAnswers({
    [at("d1")]: () => (signedIn ? new Response("jpeg") : refused(401, "session.none")),
    [at("d2")]: () => refused(422, "right.photo_not_agreed"),
    "POST /console/v1/session": () => ((signedIn = true), desk.me),
  });
  const image = mount(PhotoImage, { props: { space: VILLAGE, photo: photo("d1"), part: "picture", alt: "x" }, global });
  await image.get("img").trigger("error");
  await flushPromises();
  expect(desk.over).toBe(true);
  await signIn({ login: "lin", password: "good" });
  await flushPromises();
  expect(image.get("img").attributes("src")).toBe(`${source("d1", "picture")}&again=1`);
  await image.setProps({ photo: photo("d2") });
  expect(image.get("img").attributes("src")).toBe(source("d2", "picture"));
  await image.get("img").trigger("error");
  await flushPromises();
  expect(image.get("[role=alert]").text()).toContain("right.photo_not_agreed");
  await image.get("button").trigger("click");
  expect(image.get("img").attributes("src")).toBe(`${source("d2", "picture")}&again=1`);
});

test("a diary is read by its address, without anything to be said of it; its day is one click away", async () => {
  const asked = await open(`/review/${VILLAGE}/a1`);
  expect(screen?.get("article h1").text()).toContain("陈玉华");
  expect(screen?.find(".judge").exists()).toBe(false);
  expect(screen?.get("a").attributes("href")).toBe(`/attendance/${VILLAGE}/pa1?year=2017&day=2017-09-12`);
  expect(asked.every(({ call }) => call.startsWith("GET "))).toBe(true);
  await press("p");
  expect(large()).toBe(source("d1", "picture"));
  expect(await axeFaults()).toEqual([]);
});

test("who may read but not review is not asked for the causes; a diary that can't be had says why", async () => {
  desk.me = somebody({ acts: [{ act: "read_records", divisions: ["610926"] }] });
  let up = false;
  const asked = await open(`/review/${VILLAGE}/a1`, { [about("GET", "a1")]: () => (up ? WITH_PHOTOS : refused(503, "storage.busy")) });
  expect(screen?.get("[role=alert]").text()).toContain("storage.busy");
  up = true;
  await screen?.get(".button").trigger("click");
  await flushPromises();
  expect(screen?.get("article h1").text()).toContain("陈玉华");
  expect(screen?.find(".read > p a").exists()).toBe(false);
  expect(asked.some(({ call }) => call.endsWith("/causes") || call === CAUSES)).toBe(false);
});

test("the office sees of every hint what became of the diaries that had it", async () => {
  const hint = { hint: "place_far", diaries: 60, waiting: 5, false_alarms: 28, returned: 8, flagged: 4, unread: 15 };
  const grade = { grade: "plausible", zh: "可信", reasons: [], hints: [{ code: "place_far", zh: "定位离村部 14 公里。", en: "", innocent_zh: "", innocent_en: "" }] };
  const HINTS = "GET /console/v1/divisions/610926/hints";
  const asked = await open("/review", { [about("GET", "a1")]: () => diaryOf(CHEN, { grade }), [HINTS]: () => [hint, { ...hint, hint: "later_hint", diaries: 1 }] });
  expect(asked.find(({ call }) => call === HINTS)?.query).toEqual({ from: "2016-09-18" });
  await screen?.get(".reasons .button").trigger("click");
  await flushPromises();
  const cells = [...(dialog()?.querySelectorAll("tbody td") ?? [])].map((cell) => cell.textContent?.trim());
  expect(cells).toEqual(["离村远", "60", "40", "28", "8", "4", "15", "5", "later_hint", "1", "40", "28", "8", "4", "15", "5"]);
  expect(dialog()?.textContent).toContain("没事的就是误报");
  expect(await axeFaults()).toEqual([]);
});
