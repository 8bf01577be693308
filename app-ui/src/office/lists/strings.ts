import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    loading: "正在取…",
    empty: "这里还没有。",
    again: "再试一次",
    more: "再看后面的",
    all: "到底了,共 {count} 条",
    ascending: "从小到大排",
    descending: "从大到小排",
    xlsx: "下载表格",
    fetching: "正在准备…",
    path: "所在区划",
  },
  en: {
    loading: "Fetching…",
    empty: "Nothing here yet.",
    again: "Try again",
    more: "Show more",
    all: "That is all: {count}",
    ascending: "Smallest first",
    descending: "Largest first",
    xlsx: "Download the table",
    fetching: "Preparing…",
    path: "Where this is",
  },
} satisfies Strings;
