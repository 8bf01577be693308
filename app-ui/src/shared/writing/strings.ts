import type { Strings } from "../i18n";

export default {
  "zh-CN": {
    keeping: "正在存",
    kept: "已存在手机里 {time}",
    not_kept: "还没存上",
    left: "上次写到一半,接着写",
    keep_it: "留着",
    sure: "写的就没有了,真的不要了?",
  },
  en: {
    keeping: "Saving",
    kept: "Kept on this phone {time}",
    not_kept: "Not kept yet",
    left: "You left this half written; go on",
    keep_it: "Keep it",
    sure: "What you wrote will be gone. Throw it away?",
  },
} satisfies Strings;
