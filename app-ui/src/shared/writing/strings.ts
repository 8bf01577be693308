import type { Strings } from "../i18n";

export default {
  "zh-CN": {
    keeping: "正在存",
    kept: "已存在手机里 {time}",
    not_kept: "还没存上",
    left: "上次写到一半,接着写",
  },
  en: {
    keeping: "Saving",
    kept: "Kept on this phone {time}",
    not_kept: "Not kept yet",
    left: "You left this half written; go on",
  },
} satisfies Strings;
