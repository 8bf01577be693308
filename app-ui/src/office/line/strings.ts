import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    out_of_reach: "连不上服务器,没有做成。写的还在这里,网通了再试。",
    unclear: "服务器没有答清楚({status}),不知道做成了没有。写的还在这里;先看一眼结果,没做成再试,总是这样就告诉管理员。",
    browser_full: "浏览器里存不下了:这一页写的只在屏幕上,请先保存或者抄出来,再关别的页面。",
  },
  en: {
    out_of_reach: "The server is out of reach; it was not done. What you wrote is still here. Try again once the line is back.",
    unclear: "The server gave no clear answer ({status}), so nobody knows whether it was done. What you wrote is still here. Look at the result first and try again if need be; if this stays, tell the administrator.",
    browser_full: "The browser has no room left: what you wrote here is only on the screen. Save it or copy it out before you close other pages.",
  },
} satisfies Strings;
