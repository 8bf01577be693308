import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    welcome: "村记",
    first: "第一次用:扫办公室给的注册码,或者填地址和注册码",
    scan: "扫注册码",
    type_instead: "不扫了,手动填",
    scanned: "扫到了。看一眼是不是办公室说的那台服务器,再定个密码。",
    scanned_other: "这个二维码不是村记的注册码。请向办公室要注册码,也可以手动填。",
    server: "服务器地址",
    whose: "这台手机会登记到 {host}",
    code: "注册码",
    enrol: "登记",
    working: "稍等",
  },
  en: {
    welcome: "Cunji",
    first: "First use: scan the code that the office gave you, or type address and code",
    scan: "Scan the code",
    type_instead: "Type it instead",
    scanned: "The code is read. See whether it is the server that the office named, then choose a PIN.",
    scanned_other: "This QR code is no enrolment code of Cunji. Ask the office for one, or type it.",
    server: "Server address",
    whose: "This phone will be enrolled at {host}",
    code: "Code",
    enrol: "Enrol",
    working: "One moment",
  },
} satisfies Strings;
