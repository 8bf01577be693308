import type { Strings } from "../i18n";

export default {
  "zh-CN": {
    lunar: "农历{month}{day}",
    saved: "已存到 {folder}:{name}",
    shared: "已交给系统分享:{name}",
  },
  en: {
    lunar: "Lunar {month} {day}",
    saved: "Saved in {folder}: {name}",
    shared: "Handed to the share sheet: {name}",
  },
} satisfies Strings;
