import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    welcome: "村记",
    first: "第一次用:填办公室给的地址和注册码",
    server: "服务器地址",
    code: "注册码",
    enrol: "登记",
    working: "稍等",
  },
  en: {
    welcome: "Cunji",
    first: "First use: the address and code that the office gave you",
    server: "Server address",
    code: "Code",
    enrol: "Enrol",
    working: "One moment",
  },
} satisfies Strings;
