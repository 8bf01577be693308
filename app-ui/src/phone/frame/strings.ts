import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    today: "今日",
    visits: "走访",
    friends: "交友",
    attendance: "出勤",
    me: "我的",
    screens: "各页",
    back: "返回",
    waiting: "{count} 条在手机里,等信号",
    all_sent: "都传上去了",
    last_connected: "上次联网 {day} {time}",
    never_connected: "还没联过网",
  },
  en: {
    today: "Today",
    visits: "Visits",
    friends: "Friends",
    attendance: "Days",
    me: "Me",
    screens: "Screens",
    back: "Back",
    waiting: "{count} on this phone, waiting for a signal",
    all_sent: "Everything is sent",
    last_connected: "Last connected {day} {time}",
    never_connected: "Not connected yet",
  },
} satisfies Strings;
