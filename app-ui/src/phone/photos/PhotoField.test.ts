import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defineComponent, h } from "vue";
import { call } from "../../backend";
import { rustAnswers } from "../../shared/testing";
import type { PhotoView } from "../../generated/PhotoView";
import { PIECE } from "./adding";
import Sentences from "../../shared/words/Sentences.vue";
import { useDraft } from "../../shared/writing/draft";
import { forgetLost, type LostPhoto, lostPhotos } from "./lost";
import LostPhotos from "./LostPhotos.vue";
import PhotoField from "./PhotoField.vue";
import { forgetThumbnails } from "./thumbnails";
import { forgetUnread } from "./unread";
import UnreadPhotos from "./UnreadPhotos.vue";
import { stamped, watermark } from "./watermark";
import { i18n } from "../i18n";
import { phone } from "../state";

const PIXEL = "data:image/jpeg;base64,/9j/";

function view(digest: string, more: Partial<PhotoView> = {}): PhotoView {
  return {
    digest,
    size: 100_000,
    mine: true,
    here: true,
    sent: "waiting",
    people: null,
    taken_at: null,
    added_at: 1_504_265_400,
    day: "2017-09-01",
    who: { id: "c0017", name: "陈玉华" },
    village_name: "马鞍桥村",
    place: null,
    ...more,
  };
}

type Photos = { digest: string; size: number }[] | null | undefined;

function field(photos: Photos = []) {
  const mounted = mount(PhotoField, {
    props: {
      form: "f1",
      modelValue: photos,
      "onUpdate:modelValue": (value: Photos) => void mounted.setProps({ modelValue: value }),
    },
    global: { plugins: [i18n] },
    attachTo: document.body,
  });
  return mounted;
}

/** Hands files to one of the two inputs as a chooser does. */
async function choose(mounted: { findAll: ReturnType<typeof field>["findAll"] }, files: File[]): Promise<void> {
  const input = mounted.findAll("input[type=file]")[1];
  if (input === undefined) throw new Error("no chooser");
  Object.defineProperty(input.element, "files", { value: files, configurable: true });
  await input.trigger("change");
}

async function settled(until: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !until(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await flushPromises();
  }
  expect(until()).toBe(true);
}

beforeEach(forgetThumbnails);
afterEach(() => {
  forgetThumbnails();
  forgetUnread();
  vi.restoreAllMocks();
});

test("a photo goes to Rust in pieces, in order, and into the form's fields", async () => {
  let people: string | null = null;
  const asked = rustAnswers({
    photos_of_form: () => [view("aa", { people })],
    photo: () => PIXEL,
    begin_photo: () => 7,
    photo_piece: () => null,
    keep_photo: () => ({ digest: "aa", size: 100_000 }),
    say_people: (takes) => {
      people = String(takes["people"]);
      return null;
    },
  });
  const bytes = new Uint8Array(PIECE + 10).map((_, at) => at % 251);
  const mounted = field();
  await choose(mounted, [new File([bytes], "a.jpg", { lastModified: 1_504_265_400_000 })]);
  await settled(() => (mounted.props("modelValue") ?? []).length === 1);

  const pieces = asked.filter((call) => call.command === "photo_piece").map((call) => String(call.takes["base64"]));
  expect(pieces.length).toBe(2);
  expect(Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64"))).equals(Buffer.from(bytes))).toBe(true);
  expect(asked.find((call) => call.command === "keep_photo")?.takes).toEqual({ number: 7, form: "f1", changed_at: 1_504_265_400 });
  expect(mounted.props("modelValue")).toEqual([{ digest: "aa", size: 100_000 }]);

  // Asked once; the answer holds.
  await settled(() => mounted.find(".question").exists());
  await mounted.findAll(".question button")[1]?.trigger("click");
  await settled(() => !mounted.find(".question").exists());
  expect(asked.find((call) => call.command === "say_people")?.takes).toEqual({ digest: "aa", people: "agreed" });
});

test("a file that is refused is told of, and the others come in", async () => {
  let begun = 0;
  const sentences = [{ code: "photo.heic", zh: "这张是 HEIC 格式。", en: "This is HEIC." }];
  rustAnswers({
    photos_of_form: () => [view("bb")],
    photo: () => PIXEL,
    begin_photo: () => (begun += 1),
    photo_piece: () => null,
    keep_photo: (takes) => {
      if (takes["number"] === 1) throw { sentences, of_the_line: false };
      return { digest: "bb", size: 5 };
    },
  });
  const mounted = field();
  await choose(mounted, [new File(["x"], "a.heic"), new File(["y"], "b.jpg")]);
  await settled(() => (mounted.props("modelValue") ?? []).length === 1);
  await settled(() => mounted.find("[role=alert]").exists());
  expect(mounted.get("[role=alert]").text()).toContain("photo.heic");
});

test("a photo that is taken off leaves the fields, and what the phone keeps is not asked for", { timeout: 20_000 }, async () => {
  const asked = rustAnswers({ photos_of_form: () => [view("aa", { people: "nobody" }), view("bb", { people: "nobody" })], photo: () => PIXEL });
  const mounted = field([
    { digest: "aa", size: 1 },
    { digest: "bb", size: 2 },
  ]);
  await settled(() => mounted.findAll(".tile").length === 2);
  await mounted.findAll(".tile")[0]?.trigger("click");
  await settled(() => document.querySelector(".photo-full") !== null);
  // The ground beside it closes it, but is no button without a name.
  expect(document.querySelector(".van-overlay")?.getAttribute("role") ?? null).toBe(null);
  const buttons = Array.from(document.querySelectorAll<HTMLButtonElement>(".photo-full .ways button"));
  buttons.find((button) => button.textContent?.includes("拿掉"))?.click();
  await flushPromises();
  expect(mounted.props("modelValue")).toEqual([{ digest: "bb", size: 2 }]);
  expect(mounted.findAll(".tile").length).toBe(1);
  expect(asked.filter((call) => call.command === "keep_photo")).toEqual([]);
});

test("a photo that is looked at holds the focus, and gives it back where it was", async () => {
  rustAnswers({ photos_of_form: () => [view("aa", { people: "nobody" })], photo: () => PIXEL });
  const mounted = field([{ digest: "aa", size: 1 }]);
  await settled(() => mounted.findAll(".tile").length === 1);
  const tile = mounted.get(".tile").element as HTMLButtonElement;
  tile.focus();
  tile.click();
  const buttons = () => Array.from(document.querySelectorAll<HTMLButtonElement>(".photo-full button"));
  await settled(() => buttons().some((button) => button.textContent === "关上") && document.activeElement?.textContent === "关上");
  const close = buttons().find((button) => button.textContent === "关上");
  const pressed = (shiftKey: boolean) => {
    const tab = new KeyboardEvent("keydown", { key: "Tab", shiftKey, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(tab);
    return tab.defaultPrevented;
  };
  // The last of the dialog: on to its first, and back.
  expect(pressed(false)).toBe(true);
  expect(document.activeElement).toBe(buttons()[0]);
  expect(pressed(false)).toBe(false);
  expect(pressed(true)).toBe(true);
  expect(document.activeElement).toBe(close);
  close?.click();
  await settled(() => document.activeElement === tile);
});

test("a photo that can't be drawn for sharing says so", async () => {
  rustAnswers({ photos_of_form: () => [view("aa", { people: "nobody" })], photo: () => PIXEL });
  vi.stubGlobal("Image", class {
    onerror: () => void = () => undefined;
    set src(_: string) {
      queueMicrotask(() => this.onerror());
    }
  });
  const mounted = field([{ digest: "aa", size: 1 }]);
  await settled(() => mounted.findAll(".tile").length === 1);
  await mounted.get(".tile").trigger("click");
  const share = () => Array.from(document.querySelectorAll<HTMLButtonElement>(".photo-full .ways button")).find((button) => button.textContent?.includes("带水印"));
  await settled(() => share() !== undefined);
  share()?.click();
  await settled(() => document.querySelector(".photo-full [role=alert]") !== null);
  vi.unstubAllGlobals();
});

/** A canvas on which everything can be drawn; gives the lines that are, and the picture holds `bytes`. */
function drawing(bytes: string): string[] {
  const drawn: string[] = [];
  const ink = { drawImage: () => undefined, fillRect: () => undefined, fillText: (line: string) => void drawn.push(line) };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(ink as unknown as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done) => done(new Blob([bytes])));
  vi.stubGlobal("Image", class {
    naturalWidth = 1600;
    naturalHeight = 1200;
    onload: () => void = () => undefined;
    set src(_: string) {
      queueMicrotask(() => this.onload());
    }
  });
  return drawn;
}

test("a copy with its watermark goes to the system by Rust, and where it went is said", async () => {
  drawing("stamped");
  const asked = rustAnswers({
    photos_of_form: () => [view("aa", { people: "nobody" })], photo: () => PIXEL, begin_photo: () => 7, photo_piece: () => null,
    share_photo: () => ({ name: "aa.jpg", folder: "Downloads" }),
  });
  const mounted = field([{ digest: "aa", size: 1 }]);
  await settled(() => mounted.findAll(".tile").length === 1);
  await mounted.get(".tile").trigger("click");
  const share = () => Array.from(document.querySelectorAll<HTMLButtonElement>(".photo-full .ways button")).find((button) => button.textContent?.includes("带水印"));
  await settled(() => share() !== undefined);
  share()?.click();
  await settled(() => document.querySelector(".photo-full")?.textContent?.includes("已存到 Downloads:aa.jpg") === true);
  expect(asked.find((one) => one.command === "photo_piece")?.takes).toEqual({ number: 7, base64: btoa("stamped") });
  expect(asked.find((one) => one.command === "share_photo")?.takes).toEqual({ number: 7, digest: "aa" });
  vi.unstubAllGlobals();
});

test("the copy that is shared has every line of the watermark in it, the place among them", async () => {
  const drawn = drawing("x");
  await stamped(PIXEL, watermark(view("aa", { taken_at: 1_504_249_445, place: [32_690_000, 109_020_000] }), (time) => time));
  expect(drawn).toEqual(["马鞍桥村 · 陈玉华", "2017-09-01 15:04", "32.6900, 109.0200"]);
  vi.unstubAllGlobals();
});

test("a watermark says when the camera took it, or else when it was added, and never one for the other", () => {
  const added = (time: string) => `${time} 放进来的`;
  const place: [number, number] = [32_690_000, 109_020_000];
  expect(watermark(view("aa", { taken_at: 1_504_249_445, place }), added)).toEqual(["马鞍桥村 · 陈玉华", "2017-09-01 15:04", "32.6900, 109.0200"]);
  expect(watermark(view("aa"), added)).toEqual(["马鞍桥村 · 陈玉华", "2017-09-01 19:30 放进来的"]);
  expect(watermark(view("aa", { added_at: null, village_name: null }), added)).toEqual(["陈玉华", "2017-09-01"]);
});

const HALF = { id: "f1", kind: "problem", village: "v", record: null, is_change: false, changed: false, saved_at: 0, fields: { day: "2017-09-01" } };
const written = { record: "r1", edit: "e1", sent: false, waits: false, clock_doubtful: false };

/** A form with photos, whose photo comes when it is let. */
function form(answers: Parameters<typeof rustAnswers>[0] = {}) {
  let come = (_photo: unknown): void => undefined;
  const asked = rustAnswers({
    open_form: () => HALF,
    keep_form: () => null,
    leave_form: () => null,
    write_form: () => written,
    photos_of_form: () => [],
    begin_photo: () => 7,
    photo_piece: () => null,
    keep_photo: () => new Promise((resolve) => (come = resolve)),
    ...answers,
  });
  const Form = defineComponent({
    setup() {
      const { fields, id, failure, write } = useDraft<"problem">(() => call("open_form", { kind: "problem", said: {} }));
      return () =>
        h("div", [
          h(PhotoField, { form: id.value, modelValue: fields.photos, "onUpdate:modelValue": (photos: Photos) => (fields.photos = photos) }),
          h("div", { class: "under-the-form" }, failure.value === null ? [] : [h(Sentences, { sentences: failure.value.sentences })]),
          h("button", { class: "main-button", onClick: () => void write() }),
        ]);
    },
  });
  const mounted = mount(Form, { global: { plugins: [i18n] }, attachTo: document.body });
  const of = (command: string) => asked.filter((one) => one.command === command);
  return { asked, mounted, of, comes: (photo: unknown) => come(photo) };
}

test("who taps done while a photo comes in writes the record with it", async () => {
  const { mounted, of, comes } = form();
  await flushPromises();
  await choose(mounted, [new File(["x"], "a.jpg")]);
  await settled(() => of("keep_photo").length === 1);
  await mounted.get(".main-button").trigger("click");
  await flushPromises();
  expect(of("write_form")).toEqual([]);
  comes({ digest: "aa", size: 5 });
  await settled(() => of("write_form").length === 1);
  expect(of("write_form")[0]?.takes["fields"]).toMatchObject({ photos: [{ digest: "aa", size: 5 }] });
});

test("who taps done while one of several photos fails is told under the form; the others stay, and a second tap writes with them", async () => {
  let fails = (_why: unknown): void => undefined;
  const { mounted, of } = form({
    keep_photo: () => (of("keep_photo").length === 1 ? new Promise((_, reject) => (fails = reject)) : { digest: "bb", size: 5 }),
  });
  await flushPromises();
  await choose(mounted, [new File(["x"], "a.heic"), new File(["y"], "b.jpg")]);
  await settled(() => of("keep_photo").length === 1);
  await mounted.get(".main-button").trigger("click");
  fails({ sentences: [{ code: "photo.heic", zh: "这张是 HEIC 格式。", en: "This is HEIC." }], of_the_line: false });
  await settled(() => mounted.find(".under-the-form [role=alert]").exists());
  expect(mounted.get(".under-the-form").text()).toContain("这张是 HEIC 格式。");
  expect(of("write_form")).toEqual([]);
  expect(of("keep_form").slice(-1)[0]?.takes["fields"]).toMatchObject({ photos: [{ digest: "bb", size: 5 }] });
  await mounted.get(".main-button").trigger("click");
  await settled(() => of("write_form").length === 1);
  expect(of("write_form")[0]?.takes["fields"]).toMatchObject({ photos: [{ digest: "bb", size: 5 }] });
});

test("a photo that comes after its form was left is in the draft, which is left only then", async () => {
  const { asked, mounted, of, comes } = form();
  await flushPromises();
  await choose(mounted, [new File(["x"], "a.jpg")]);
  await settled(() => of("keep_photo").length === 1);
  mounted.unmount();
  await flushPromises();
  expect(of("leave_form")).toEqual([]);
  comes({ digest: "aa", size: 5 });
  await settled(() => of("leave_form").length === 1);
  expect(of("keep_form").slice(-1)[0]?.takes["fields"]).toMatchObject({ photos: [{ digest: "aa", size: 5 }] });
  expect(asked.slice(-1)[0]?.command).toBe("leave_form");
});

test("a photo that fails after its form was left is told wherever one is, can be kept once more, and says where it is then", async () => {
  let fails = (_why: unknown): void => undefined;
  let full = true;
  const disk = { sentences: [{ code: "store.disk_full", zh: "手机满了。", en: "Full." }], of_the_line: false };
  const { mounted, of } = form({
    keep_photo: () => new Promise((_, reject) => (fails = reject)),
    keep_unplaced_photo: () => {
      if (full) throw disk;
      return null;
    },
  });
  const frame = mount(LostPhotos, { global: { plugins: [i18n] }, attachTo: document.body });
  await flushPromises();
  await choose(mounted, [new File(["x"], "a.jpg", { lastModified: 1_504_249_445_000 })]);
  await settled(() => of("keep_photo").length === 1);
  mounted.unmount();
  expect(frame.text()).toBe("");
  fails(disk);
  await settled(() => frame.find("[role=alert]").exists());
  expect(frame.text()).toContain("有一张照片没放进记录");
  expect(frame.text()).toContain("手机满了。");
  const tap = (word: string) => frame.findAll("button").find((button) => button.text() === word)?.trigger("click");
  await tap("再存一次");
  await settled(() => of("keep_unplaced_photo").length === 1);
  await settled(() => frame.find("[role=alert]").exists());
  full = false;
  await tap("再存一次");
  await settled(() => frame.text().includes("已存在手机里"));
  expect(of("keep_unplaced_photo")[1]?.takes).toEqual({ number: 7, changed_at: 1_504_249_445 });
  await tap("知道了");
  expect(frame.text()).toBe("");
});

test("a photo that failed while its form was there is told once the form is left, unless it came in when it was chosen again", async () => {
  let full = true;
  const disk = { sentences: [{ code: "store.disk_full", zh: "手机满了。", en: "Full." }], of_the_line: false };
  const { mounted, of } = form({
    keep_photo: () => {
      if (full) throw disk;
      return { digest: "aa", size: 5 };
    },
  });
  const frame = mount(LostPhotos, { global: { plugins: [i18n] }, attachTo: document.body });
  await flushPromises();
  const [one, other] = [new File(["x"], "image.jpg", { lastModified: 1 }), new File(["y"], "image.jpg", { lastModified: 2 })];
  await choose(mounted, [one, other]);
  await settled(() => of("keep_photo").length === 2 && mounted.find("[role=alert]").exists());
  full = false;
  // Other words take the place of the first here; they don't make it unsaid.
  await choose(mounted, [one]);
  await settled(() => of("keep_form").length === 1);
  expect(frame.text()).toBe("");
  mounted.unmount();
  await settled(() => frame.find("[role=alert]").exists());
  expect(lostPhotos.value.map((lost) => lost.file)).toEqual([other]);
  expect(frame.text()).toContain("手机满了。");
  forgetLost(lostPhotos.value[0] as LostPhoto);
});

test("a photo that came too late for its form is on the phone, and is told to be there", async () => {
  let fails = (_why: unknown): void => undefined;
  const { mounted, of } = form({ keep_photo: () => new Promise((_, reject) => (fails = reject)) });
  const frame = mount(LostPhotos, { global: { plugins: [i18n] }, attachTo: document.body });
  await flushPromises();
  await choose(mounted, [new File(["x"], "a.jpg")]);
  await settled(() => of("keep_photo").length === 1);
  mounted.unmount();
  fails({ sentences: [{ code: "photo.form_gone", zh: "照片还在手机里。", en: "It is kept." }], of_the_line: false });
  await settled(() => frame.text().includes("已存在手机里"));
  expect(frame.findAll("button").map((button) => button.text())).toEqual(["知道了"]);
  await frame.get("button").trigger("click");
});

test("a photo that meets a lock is asked for again under its number when the phone is open", async () => {
  let locked = true;
  phone.phase = "open";
  const { mounted, of } = form({
    stage: () => (locked ? "locked" : "open"),
    who: () => ({ keeps_attendance: true, roles: [] }),
    keep_photo: () => {
      if (locked) throw { sentences: [{ code: "app.locked", zh: "锁着。", en: "Locked." }], of_the_line: false };
      return { digest: "aa", size: 5 };
    },
  });
  await flushPromises();
  await choose(mounted, [new File(["x"], "a.jpg")]);
  await settled(() => of("stage").length === 1);
  expect(of("keep_photo").length).toBe(1);
  locked = false;
  phone.phase = "open";
  await settled(() => of("keep_form").length === 1);
  expect(of("keep_photo").map((one) => one.takes["number"])).toEqual([7, 7]);
  expect(of("keep_form")[0]?.takes["fields"]).toMatchObject({ photos: [{ digest: "aa", size: 5 }] });
  phone.phase = null;
});

test("photos that are in no form are offered, and go where a tap says", async () => {
  let left = [{ digest: "cc", moment: 1_504_249_445 }, { digest: "dd", moment: 1_504_249_446 }];
  const gone = (digest: unknown) => (left = left.filter((one) => one.digest !== digest));
  const { mounted, of } = form({
    unplaced_photos: () => left,
    photo: () => PIXEL,
    place_photo: ({ digest }) => {
      gone(digest);
      return { digest, size: 9 };
    },
    let_photo_go: ({ digest }) => {
      gone(digest);
      return null;
    },
  });
  await settled(() => mounted.findAll(".offered .row").length === 2);
  const tap = (word: string) => mounted.findAll(".offered button").find((button) => button.text() === word)?.trigger("click");
  await tap("放进这里");
  await settled(() => mounted.findAll(".offered .row").length === 1);
  expect(of("place_photo")[0]?.takes).toEqual({ digest: "cc", form: "f1" });
  await settled(() => of("keep_form").length === 1);
  expect(of("keep_form")[0]?.takes["fields"]).toMatchObject({ photos: [{ digest: "cc", size: 9 }] });
  await tap("不要了");
  expect(of("let_photo_go")).toEqual([]);
  await tap("不要了");
  await settled(() => !mounted.find(".offered").exists());
  expect(of("let_photo_go")[0]?.takes).toEqual({ digest: "dd" });
});

test("a photo that can't be read is told of in the frame with what to do and the day it goes; once that was read, in the forms", async () => {
  const why = { code: "photo.heic", zh: "这张是 HEIC 格式,请把相机改成 JPEG 再拍。", en: "This is HEIC." };
  let left = [{ name: "torn.heic", moment: 1_504_249_445, why, goes_on: "2017-09-08" }];
  const { mounted, of } = form({
    unread_photos: () => left,
    told_of_unread_photos: () => null,
    share_unread_photo: () => ({ name: "torn.heic", folder: "/下载" }),
    let_unread_photo_go: () => {
      left = [];
      return null;
    },
  });
  await settled(() => of("unread_photos").length === 1);
  // In the form alone it is not told yet: nobody may have come by the field.
  expect(of("told_of_unread_photos")).toEqual([]);
  let sight: DocumentVisibilityState = "hidden";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => sight);
  const frame = mount(UnreadPhotos, { props: { tells: true }, global: { plugins: [i18n] }, attachTo: document.body });
  await settled(() => frame.find(".unread").exists());
  expect(of("told_of_unread_photos"), "the phone lies in a pocket").toEqual([]);
  sight = "visible";
  document.dispatchEvent(new Event("visibilitychange"));
  await settled(() => of("told_of_unread_photos").length === 1);
  expect(of("told_of_unread_photos")[0]?.takes).toEqual({ names: ["torn.heic"] });
  expect(frame.text()).toContain("没能放进来");
  expect(frame.text()).toContain("请把相机改成 JPEG 再拍");
  expect(frame.text()).toContain("9月8日会自动删掉");
  expect(mounted.find(".unread").exists()).toBe(false);
  await frame.get(".read").trigger("click");
  expect(frame.text()).toBe("");
  const tap = (word: string) => mounted.findAll(".unread button").find((button) => button.text() === word)?.trigger("click");
  await tap("发出去或另存");
  await settled(() => mounted.text().includes("/下载"));
  expect(of("share_unread_photo")[0]?.takes).toEqual({ name: "torn.heic" });
  expect(mounted.find(".unread").exists()).toBe(true);
  await tap("不要了");
  expect(of("let_unread_photo_go")).toEqual([]);
  await tap("不要了");
  await settled(() => !mounted.find(".unread").exists());
  expect(of("let_unread_photo_go")[0]?.takes).toEqual({ name: "torn.heic" });
  frame.unmount();
});
