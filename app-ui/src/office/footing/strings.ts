import type { Strings } from "../../shared/i18n";

export default {
  "zh-CN": {
    nothing: "{what}还没有传来日志、现场考勤和纸质月表。",
    nothing_ever: "这里还没有传来过日志、现场考勤和纸质月表,手机同步以后才有。",
    go: "{month}有记录,去看",
    without_calendar: "{year} 年的放假安排还没有导入:节假日现在都照上班日算,那几天没有消息的算缺勤。请市办公室先导入放假安排,再归档。",
    without_calendar_here: "{year} 年的放假安排还没有导入:节假日现在都照上班日算,那几天没有消息的算缺勤。先在「导入」里导入放假安排,再归档。",
    to_calendar: "看 {year} 年的放假安排",
    other_policy: "{year} 年还没有自己的政策文件,全年目标这些都照 {of} 年的算。请市办公室导入 {year} 年的政策文件。",
    other_policy_here: "{year} 年还没有自己的政策文件,全年目标这些都照 {of} 年的算。在「导入」里导入 {year} 年的政策文件。",
    to_policy: "看政策文件",
    to_imports: "去导入",
  },
  en: {
    nothing: "No diary, attendance as seen or sheet on paper has come of {what} yet.",
    nothing_ever: "No diary, attendance as seen or sheet on paper has come from here yet; they come when phones sync.",
    go: "There are records of {month}: show them",
    without_calendar: "The holidays of {year} are not imported: each counts as a workday, and who was not heard of on it as absent. The city's office imports the calendar first, then the sheet is closed.",
    without_calendar_here: "The holidays of {year} are not imported: each counts as a workday, and who was not heard of on it as absent. Import the calendar at Imports first, then close the sheet.",
    to_calendar: "Rest and work in {year}",
    other_policy: "There is no policy of {year} yet: the year's target and the like are counted by that of {of}. The city's office imports the policy of {year}.",
    other_policy_here: "There is no policy of {year} yet: the year's target and the like are counted by that of {of}. Import the policy of {year} at Imports.",
    to_policy: "Show the policies",
    to_imports: "Go to Imports",
  },
} satisfies Strings;
