import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { i18n } from "../../phone/i18n";
import { rustAnswers } from "../testing";
import { base64, cut, greyBytes } from "./frames";
import QrScanner from "./QrScanner.vue";

const LINK = "cunji:enrol?server=http%3A%2F%2Fh&code=X";

function withCamera(getUserMedia: (() => Promise<unknown>) | null): void {
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: getUserMedia === null ? undefined : { getUserMedia } });
}

function aCamera(): { stream: unknown; stopped: ReturnType<typeof vi.fn> } {
  const stopped = vi.fn();
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.spyOn(HTMLVideoElement.prototype, "videoWidth", "get").mockReturnValue(4);
  vi.spyOn(HTMLVideoElement.prototype, "videoHeight", "get").mockReturnValue(2);
  const context = { drawImage: () => undefined, getImageData: (_x: number, _y: number, w: number, h: number) => ({ data: new Uint8ClampedArray(w * h * 4).fill(255) }) };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as unknown as never);
  return { stream: { getTracks: () => [{ stop: stopped }] }, stopped };
}

function shown() {
  return mount(QrScanner, { global: { plugins: [i18n] }, attachTo: document.body });
}

afterEach(() => vi.restoreAllMocks());

test("each text is told once, and the camera is let go with the screen", async () => {
  vi.useFakeTimers();
  const { stream, stopped } = aCamera();
  withCamera(async () => stream);
  const said = [null, LINK, LINK, "CUNJI1/1/2/AAAAAAAA/AA"];
  const asked = rustAnswers({ read_qr: () => said.shift() ?? null });
  const scanner = shown();
  await flushPromises();
  await vi.advanceTimersByTimeAsync(1000);
  expect(scanner.emitted("read")).toEqual([[LINK], ["CUNJI1/1/2/AAAAAAAA/AA"]]);
  // The square in the middle of 4 × 2, white.
  expect(asked[0]).toEqual({ command: "read_qr", takes: { width: 2, height: 2, grey: btoa("\xff\xff\xff\xff") } });
  expect(stopped).not.toHaveBeenCalled();
  scanner.unmount();
  expect(stopped).toHaveBeenCalledOnce();
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.length).toBe(before);
});

test("a camera that opens after the screen was left is let go at once", async () => {
  const { stream, stopped } = aCamera();
  let open: (stream: unknown) => void = () => undefined;
  withCamera(() => new Promise((opened) => (open = opened)));
  rustAnswers({});
  const scanner = shown();
  scanner.unmount();
  open(stream);
  await flushPromises();
  expect(stopped).toHaveBeenCalledOnce();
});

test.each([
  ["refused", () => Promise.reject(new Error("NotAllowedError"))],
  ["not in this web view", null],
])("without a camera (%s) a photo or typing does", async (_why, camera) => {
  withCamera(camera);
  rustAnswers({});
  const scanner = shown();
  await flushPromises();
  expect(scanner.find("video").exists()).toBe(false);
  // Where it is shown in, nothing can be typed unless that says so.
  expect(scanner.text()).toContain("拍一张二维码的照片");
  expect(scanner.text()).not.toContain("手动输入");
  await scanner.setProps({ typable: true });
  expect(scanner.text()).toContain("手动输入");
  expect(scanner.find("input[type=file]").attributes("capture")).toBe("environment");
});

test("a camera that opens but can't play is let go", async () => {
  const { stream, stopped } = aCamera();
  vi.spyOn(HTMLMediaElement.prototype, "play").mockRejectedValue(new Error("NotAllowedError"));
  withCamera(async () => stream);
  rustAnswers({});
  const scanner = shown();
  await flushPromises();
  expect(scanner.text()).toContain("相机用不了");
  expect(stopped).toHaveBeenCalledOnce();
});

test("a photo that the web view can't open is told of, not passed over", async () => {
  withCamera(null);
  rustAnswers({});
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("InvalidStateError")));
  const scanner = shown();
  await flushPromises();
  const input = scanner.get("input[type=file]");
  Object.defineProperty(input.element, "files", { value: [new File(["x"], "a.heic")], configurable: true });
  await input.trigger("change");
  await flushPromises();
  expect(scanner.text()).toContain("打不开");
  expect(scanner.text()).not.toContain("手动输入");
  await scanner.setProps({ typable: true });
  expect(scanner.text()).toContain("手动输入");
  vi.unstubAllGlobals();
});

test("pictures are made grey, small and square", () => {
  expect([...greyBytes(new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255]))]).toEqual([255, 0, 76]);
  expect(base64(new Uint8Array(20000).fill(65))).toBe(btoa("A".repeat(20000)));
  expect(cut(1280, 720, true)).toEqual({ x: 280, y: 0, width: 720, height: 720, scale: 1 });
  expect(cut(1600, 1200, false)).toEqual({ x: 0, y: 0, width: 1600, height: 1200, scale: 0.5 });
});
