import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    title: "这一页的按键",
    hint: "打字的时候按键只是打字。",
    help: "看所有按键",
  },
  en: {
    title: "Keys on this page",
    hint: "While you type, keys only type.",
    help: "Show all keys",
  },
} satisfies Strings;
