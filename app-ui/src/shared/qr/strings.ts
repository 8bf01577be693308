import type { Strings } from "../i18n";

export default {
  "zh-CN": {
    aim: "把二维码放进框里",
    no_camera: "相机用不了。可以拍一张二维码的照片来认。",
    no_camera_or_type: "相机用不了。可以拍一张二维码的照片来认,也可以手动输入。",
    still: "拍照来认",
    not_opened: "这张照片打不开。换一张。",
    not_opened_or_type: "这张照片打不开。换一张,或者手动输入。",
    not_seen: "这张照片里没认出二维码,凑近一点、光亮一点再拍一张。",
  },
  en: {
    aim: "Bring the QR code into the frame",
    no_camera: "The camera can't be used here. Take a photo of the QR code instead.",
    no_camera_or_type: "The camera can't be used here. Take a photo of the QR code instead, or type it.",
    still: "Take a photo of it",
    not_opened: "This photo can't be opened. Take another one.",
    not_opened_or_type: "This photo can't be opened. Take another one, or type it.",
    not_seen: "No QR code was found in this photo. Go nearer, with more light, and take another.",
  },
} satisfies Strings;
