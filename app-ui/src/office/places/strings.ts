import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    below: "看下面的",
    other: "看别处的",
  },
  en: {
    below: "Go down to",
    other: "Go elsewhere",
  },
} satisfies Strings;
