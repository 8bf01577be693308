import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rustAnswers } from "../../shared/testing";
import type { PhotoView } from "../../generated/PhotoView";
import { PIECE } from "./adding";
import PhotoField from "./PhotoField.vue";
import { forgetThumbnails } from "./thumbnails";
import { stamped, watermark } from "./watermark";
import { i18n } from "../i18n";

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
async function choose(mounted: ReturnType<typeof field>, files: File[]): Promise<void> {
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
afterEach(forgetThumbnails);

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

test("the copy that is shared has every line of the watermark in it, the place among them", async () => {
  const drawn: string[] = [];
  const ink = { drawImage: () => undefined, fillRect: () => undefined, fillText: (line: string) => void drawn.push(line) };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(ink as unknown as never);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done) => done(new Blob(["x"])));
  vi.stubGlobal("Image", class {
    naturalWidth = 1600;
    naturalHeight = 1200;
    onload: () => void = () => undefined;
    set src(_: string) {
      queueMicrotask(() => this.onload());
    }
  });
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
