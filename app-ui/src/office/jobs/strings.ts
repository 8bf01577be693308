import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    under: "导入、填表、导出要一会儿,可以先去忙别的。服务器重启也会接着做。",
    making: "正在做表",
    which: "看哪一样",
    own: "我交办的",
    what: "做什么",
    where: "哪里的",
    who: "谁交办的",
    when: "什么时候交办",
    state: "做到哪了",
    result: "结果",
    none: "还没有交办过。",
    look: "再看看做到哪了",
    kept_until: "留到{day}",
  },
  en: {
    making: "Being made",
    under: "Imports, forms and exports take a while; you can do something else meanwhile. They go on after a restart of the server, too.",
    which: "What is shown",
    own: "What I asked for",
    what: "What is done",
    where: "For which division",
    who: "Who asked",
    when: "When",
    state: "How far it is",
    result: "What came of it",
    none: "Nothing has been asked for yet.",
    look: "Look again how far it is",
    kept_until: "Kept until {day}",
  },
} satisfies Strings;
