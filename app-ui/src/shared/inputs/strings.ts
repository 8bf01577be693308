import type { Strings } from "../i18n";

export default {
  "zh-CN": { more: "还有 {count} 样", remove: "去掉{name}" },
  en: { more: "{count} more", remove: "Take {name} away" },
} satisfies Strings;
