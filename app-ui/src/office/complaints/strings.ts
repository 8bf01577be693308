import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    under: "下面的人写给你们办公室的,不经过写的人的直接上级。看一次,操作记录里记一次。",
    no_seat: "你今天没有看投诉建议的职务。",
    none: "没有写给你们的投诉建议。",
    count: "共 {count} 条,新的在前",
    by: "{author} · {village} · {day}",
    list: "投诉建议",
    about: { work: "工作安排", treatment: "对人的做法", living: "食宿和安全", tool: "这个软件", other: "别的" },
  },
  en: {
    under: "Written to your office from below, past the writers' direct superiors. Each look is noted in the audit.",
    no_seat: "You hold no role today that reads complaints and suggestions.",
    none: "No complaint or suggestion is addressed to you.",
    count: "{count} of them, the newest first",
    by: "{author} · {village} · {day}",
    list: "Complaints and suggestions",
    about: { work: "How the work is arranged", treatment: "How somebody is treated", living: "Living and safety", tool: "This program", other: "Something else" },
  },
} satisfies Strings;
