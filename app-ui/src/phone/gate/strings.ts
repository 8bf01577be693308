import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    welcome: "村记",
    first: "第一次用:填办公室给的地址和注册码",
    server: "服务器地址",
    code: "注册码",
    secret: "自己定一个口令",
    unlock_secret: "口令",
    enrol: "登记",
    unlock: "打开",
    working: "稍等",
  },
  en: {
    welcome: "Cunji",
    first: "First use: the address and code that the office gave you",
    server: "Server address",
    code: "Code",
    secret: "Choose a passphrase",
    unlock_secret: "Passphrase",
    enrol: "Enrol",
    unlock: "Open",
    working: "One moment",
  },
} satisfies Strings;
