import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    title: "投诉建议",
    hint: "交给{office}。第一书记和队里都看不到。",
    office: { town: "镇办公室", county: "县区办公室", city: "市办公室" },
    what: "关于什么",
    about: { work: "工作安排", treatment: "对人的做法", living: "食宿和安全", tool: "这个软件", other: "别的" },
    text: "想说什么",
    done: "交上去",
    written: "以前写的",
    answer: "{office}答复(只有你看得到)",
    sent: "已传",
    unsent: "没传",
  },
  en: {
    title: "Complaints and suggestions",
    hint: "Goes to the {office}. Neither the first secretary nor the team reads it.",
    office: { town: "town office", county: "county office", city: "city office" },
    what: "What about",
    about: { work: "How the work is arranged", treatment: "How people are treated", living: "Living and safety", tool: "This program", other: "Something else" },
    text: "What you want to say",
    done: "Hand in",
    written: "Written before",
    answer: "Answer of the {office} (only you see it)",
    sent: "sent",
    unsent: "not sent",
  },
} satisfies Strings;
