// Written from Rust by `UPDATE_TS=1 cargo nextest run -p cunji-app`. Do not edit.

/** 驻村日志 */
export interface Diary {
  cadre: string;
  day: string;
  /** 今晚住在哪 */
  stay?: "village" | "town" | "home" | "business" | "elsewhere" | null | undefined;
  /** 做了什么 */
  work?: (string)[] | null | undefined;
  /** 日志正文 */
  text?: string | null | undefined;
  /** 同行 */
  companions?: (string)[] | null | undefined;
  /** 见了谁 */
  met?: (string)[] | null | undefined;
  /** 问题 */
  problems?: (string)[] | null | undefined;
  /** 照片 */
  photos?: ({ digest: string; size: number })[] | null | undefined;
  /** 当天的走访和联系 */
  records?: (string)[] | null | undefined;
}

/** 入户走访 */
export interface Visit {
  /** 哪天 */
  day?: string | null | undefined;
  /** 户编号 */
  household?: string | null | undefined;
  /** 户主 */
  household_name?: string | null | undefined;
  /** 组 */
  group?: string | null | undefined;
  /** 为什么去 */
  purpose?: string | null | undefined;
  /** 看到听到的 */
  findings?: string | null | undefined;
  /** 户里的难处 */
  needs?: string | null | undefined;
  /** 讲了什么政策 */
  explained?: (string)[] | null | undefined;
  /** 同行 */
  companions?: (string)[] | null | undefined;
  /** 见了谁 */
  met?: (string)[] | null | undefined;
  /** 政策问答 */
  quiz?: boolean[] | null | undefined;
  /** 满意度 */
  satisfaction?: number | null | undefined;
  /** 照片 */
  photos?: ({ digest: string; size: number })[] | null | undefined;
  /** 下一步 */
  next_step?: string | null | undefined;
}

/** 贫困户 */
export interface Household {
  number: string;
  /** 户主 */
  head?: string | null | undefined;
  /** 组 */
  group?: string | null | undefined;
  /** 家庭成员 */
  members?: ({ name: string; relation?: string; birth_year?: number; notes?: string })[] | null | undefined;
  /** 住址 */
  address?: string | null | undefined;
  /** 致贫原因 */
  causes?: ("illness" | "disability" | "schooling" | "disaster" | "land" | "water" | "skills" | "labour" | "money" | "transport" | "motivation" | "other")[] | null | undefined;
  /** 建档日期 */
  registered?: string | null | undefined;
  /** 状态 */
  status?: "registered" | "exited" | "returned" | "moved" | "removed" | null | undefined;
  /** 状态起始 */
  status_since?: string | null | undefined;
  /** 类别 */
  category?: string | null | undefined;
  /** 结对帮扶责任人 */
  helpers?: (string)[] | null | undefined;
  /** 走访责任人 */
  visitors?: (string)[] | null | undefined;
  /** 人口 */
  persons?: number | null | undefined;
}

/** 户情记录 */
export interface HouseholdNote {
  household: string;
  /** 户情 */
  note?: string | null | undefined;
  /** 帮扶打算 */
  plan?: string | null | undefined;
  /** 照片 */
  photos?: ({ digest: string; size: number })[] | null | undefined;
}

/** 结对交友 */
export interface Friendship {
  /** 朋友姓名 */
  name?: string | null | undefined;
  /** 组 */
  group?: string | null | undefined;
  /** 户编号 */
  household?: string | null | undefined;
  /** 结交日期 */
  since?: string | null | undefined;
  /** 为什么结交 */
  why?: string | null | undefined;
  /** 结束日期 */
  ended?: string | null | undefined;
  /** 为什么结束 */
  ended_why?: string | null | undefined;
}

/** 交友联系 */
export interface FriendshipContact {
  /** 哪位朋友 */
  friendship?: string | null | undefined;
  /** 哪天 */
  day?: string | null | undefined;
  /** 怎么联系的 */
  how?: "visit" | "phone" | "message" | "met" | null | undefined;
  /** 说了什么 */
  text?: string | null | undefined;
  /** 哪次走访 */
  visit?: string | null | undefined;
}

/** 问题 */
export interface Problem {
  /** 哪天 */
  day?: string | null | undefined;
  /** 什么问题 */
  text?: string | null | undefined;
  /** 哪一类 */
  category?: string | null | undefined;
  /** 急不急 */
  urgency?: "low" | "normal" | "urgent" | null | undefined;
  /** 户编号 */
  household?: string | null | undefined;
  /** 户主 */
  household_name?: string | null | undefined;
  /** 组 */
  group?: string | null | undefined;
  /** 出自哪条记录 */
  raised_in?: string | null | undefined;
  /** 照片 */
  photos?: ({ digest: string; size: number })[] | null | undefined;
}

/** 问题答复 */
export interface ProblemAnswer {
  problem: string;
  /** 办理状态 */
  state?: "taken" | "answered" | "handed_over" | "declined" | null | undefined;
  /** 哪级办理 */
  office?: string | null | undefined;
  /** 谁接办 */
  taken_by?: string | null | undefined;
  /** 办理期限 */
  deadline?: string | null | undefined;
  /** 答复 */
  answer?: string | null | undefined;
  /** 答复日期 */
  answered?: string | null | undefined;
}

/** 打卡 */
export interface CheckIn {
  /** 哪天 */
  day?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 请假 */
export interface LeaveRequest {
  /** 从哪天 */
  first_day?: string | null | undefined;
  /** 到哪天 */
  last_day?: string | null | undefined;
  /** 什么假 */
  leave?: string | null | undefined;
  /** 去哪 */
  place?: string | null | undefined;
  /** 怎么联系 */
  contact?: string | null | undefined;
}

/** 请假事由 */
export interface LeaveReason {
  request: string;
  /** 事由 */
  reason?: string | null | undefined;
  /** 因病 */
  medical?: boolean | null | undefined;
}

/** 口头准假 */
export interface VoiceLeave {
  /** 谁 */
  cadre?: string | null | undefined;
  /** 从哪天 */
  first_day?: string | null | undefined;
  /** 到哪天 */
  last_day?: string | null | undefined;
  /** 什么假 */
  leave?: string | null | undefined;
  /** 哪天准的 */
  given?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 准假 */
export interface LeaveDecision {
  subject: string;
  level: "village" | "town" | "county" | "city";
  /** 看的哪一版 */
  judged?: (string)[] | null | undefined;
  /** 准不准 */
  granted?: boolean | null | undefined;
  /** 从哪天 */
  first_day?: string | null | undefined;
  /** 到哪天 */
  last_day?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 现场考勤 */
export interface Observation {
  observer: string;
  day: string;
  /** 都在 */
  everybody_here?: boolean | null | undefined;
  /** 在村的 */
  present?: (string)[] | null | undefined;
  /** 不在的 */
  absent?: ({ person: string; why?: string })[] | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 确认 */
export interface Confirmation {
  subject: string;
  level: "village" | "town" | "county" | "city";
  /** 看的哪一版 */
  judged?: (string)[] | null | undefined;
  /** 结论 */
  result?: "confirmed" | "questioned" | null | undefined;
  /** 理由 */
  reason?: string | null | undefined;
}

/** 值班表 */
export interface DutyList {
  month: string;
  /** 应到 */
  due?: ({ person: string; day: string })[] | null | undefined;
}

/** 认户 */
export interface HouseholdMatch {
  name: string;
  group: string;
  /** 户编号 */
  household?: string | null | undefined;
}

/** 同行确认 */
export interface SharedVisit {
  visit: string;
  cadre: string;
  /** 我在 */
  was_along?: boolean | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 销假 */
export interface LeaveEnd {
  leave: string;
  /** 哪天回来的 */
  returned?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 说明申诉 */
export interface Objection {
  cadre: string;
  day: string;
  /** 对什么 */
  to?: "absence" | "grade" | "question" | "return" | "refused_leave" | "other" | null | undefined;
  /** 针对哪条 */
  against?: (string)[] | null | undefined;
  /** 当时的说法 */
  shown?: string | null | undefined;
  /** 说明 */
  text?: string | null | undefined;
}

/** 说明的处理 */
export interface ObjectionDecision {
  subject: string;
  level: "village" | "town" | "county" | "city";
  /** 看的哪一版 */
  judged?: (string)[] | null | undefined;
  /** 认不认 */
  upheld?: boolean | null | undefined;
  /** 理由 */
  reason?: string | null | undefined;
}

/** 本人确认 */
export interface MonthAcknowledgement {
  cadre: string;
  month: string;
  /** 到哪天 */
  until?: string | null | undefined;
  /** 看到的 */
  seen?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 投诉建议 */
export interface Complaint {
  /** 哪天写的 */
  day?: string | null | undefined;
  /** 关于什么 */
  about?: "work" | "treatment" | "living" | "tool" | "other" | null | undefined;
  /** 谁来办 */
  office?: "town" | "county" | "city" | null | undefined;
  /** 写的话 */
  text?: string | null | undefined;
}

/** 口头假本人话 */
export interface VoiceLeaveWord {
  leave: string;
  /** 是不是这样 */
  so?: boolean | null | undefined;
  /** 看的哪一版 */
  seen?: (string)[] | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 建议的定位点 */
export interface AnchorProposal {
  /** 哪天定的 */
  day?: string | null | undefined;
  /** 叫什么 */
  name?: string | null | undefined;
  /** 位置 */
  place?: { lat: number; lon: number; accuracy?: number } | null | undefined;
  /** 多少米以内 */
  radius?: number | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 月度签字 */
export interface MonthSignature {
  cadre: string;
  month: string;
  /** 到哪天 */
  until?: string | null | undefined;
  /** 看到的 */
  seen?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 照片 */
export interface Photo {
  cadre: string;
  digest: string;
  /** 照片上的人 */
  people?: "nobody" | "agreed" | "not_agreed" | null | undefined;
  /** 什么时候拍的 */
  taken?: number | null | undefined;
}

/** 裁定 */
export interface Verdict {
  edit: string;
  /** 代码 */
  code?: string | null | undefined;
  /** 说明 */
  zh?: string | null | undefined;
  /** 英文说明 */
  en?: string | null | undefined;
  /** 怎么改 */
  mend_zh?: string | null | undefined;
  /** 英文怎么改 */
  mend_en?: string | null | undefined;
  /** 哪条记录 */
  record?: string | null | undefined;
  /** 哪台设备 */
  device?: string | null | undefined;
  /** 第几条 */
  number?: number | null | undefined;
}

/** 裁定(本人) */
export interface PrivateVerdict {
  person: string;
  edit: string;
  /** 代码 */
  code?: string | null | undefined;
  /** 说明 */
  zh?: string | null | undefined;
  /** 英文说明 */
  en?: string | null | undefined;
  /** 怎么改 */
  mend_zh?: string | null | undefined;
  /** 英文怎么改 */
  mend_en?: string | null | undefined;
  /** 哪条记录 */
  record?: string | null | undefined;
  /** 哪台设备 */
  device?: string | null | undefined;
  /** 第几条 */
  number?: number | null | undefined;
}

/** 设备 */
export interface Device {
  device: string;
  /** 谁的 */
  person?: string | null | undefined;
  /** 公钥 */
  public_key?: string | null | undefined;
  /** 算法套件 */
  suite?: number | null | undefined;
  /** 登记时间 */
  enrolled_at?: number | null | undefined;
  /** 由哪台设备引入 */
  introduced_by?: string | null | undefined;
  /** 名称 */
  name?: string | null | undefined;
  /** 证书 */
  certificate?: string | null | undefined;
  /** 纪元 */
  epoch?: number | null | undefined;
}

/** 设备停用 */
export interface Revocation {
  device: string;
  /** 停用时间 */
  at?: number | null | undefined;
  /** 为什么 */
  reason?: string | null | undefined;
  /** 已知条数 */
  known_number?: number | null | undefined;
  /** 已知哈希 */
  known_hash?: string | null | undefined;
}

/** 花名册 */
export interface Member {
  person: string;
  role: "resident" | "first_secretary" | "paired_helper" | "town_office" | "county_office" | "city_office" | "unit_head" | "lead_unit" | "inspector" | "administrator";
  first_day: string;
  /** 姓名 */
  name?: string | null | undefined;
  /** 单位 */
  unit?: string | null | undefined;
  /** 到哪天 */
  last_day?: string | null | undefined;
  /** 提前结束 */
  cut_short_by?: "recall" | "order" | null | undefined;
  /** 提前结束的原因 */
  cut_short_why?: string | null | undefined;
}

/** 驻村工作队 */
export interface Team {
  unit: string;
  /** 队名 */
  name?: string | null | undefined;
  /** 牵头单位 */
  lead_unit?: string | null | undefined;
  /** 从哪天 */
  since?: string | null | undefined;
  /** 到哪天 */
  until?: string | null | undefined;
}

/** 政策文件 */
export interface Policy {
  version: string;
  /** 文件 */
  toml?: string | null | undefined;
  /** 生效日期 */
  valid_from?: string | null | undefined;
  /** 公布日期 */
  known_from?: string | null | undefined;
}

/** 日历 */
export interface Calendar {
  year: number;
  /** 放假 */
  rest?: (string)[] | null | undefined;
  /** 调休上班 */
  work?: (string)[] | null | undefined;
  /** 节日 */
  names?: ({ day: string; name: string })[] | null | undefined;
  /** 依据 */
  source?: string | null | undefined;
}

/** 依法删除 */
export interface Erasure {
  edit: string;
  /** 删除时间 */
  at?: number | null | undefined;
  /** 依据 */
  law?: string | null | undefined;
  /** 哪条记录 */
  record?: string | null | undefined;
}

/** 区划变更 */
export interface Division {
  code: string;
  since: string;
  /** 新名称 */
  name?: string | null | undefined;
  /** 并入 */
  successor?: string | null | undefined;
  /** 依据 */
  source?: string | null | undefined;
}

/** 定位点 */
export interface VillageAnchor {
  /** 叫什么 */
  name?: string | null | undefined;
  /** 位置 */
  place?: { lat: number; lon: number; accuracy?: number } | null | undefined;
  /** 多少米以内 */
  radius?: number | null | undefined;
  /** 从哪天起 */
  from_day?: string | null | undefined;
  /** 到哪天 */
  to_day?: string | null | undefined;
  /** 办公室同意 */
  approved?: boolean | null | undefined;
  /** 哪条建议 */
  proposal?: string | null | undefined;
  /** 理由 */
  reason?: string | null | undefined;
}

/** 审核 */
export interface Review {
  subject: string;
  level: "village" | "town" | "county" | "city";
  /** 看的哪一版 */
  judged?: (string)[] | null | undefined;
  /** 结论 */
  state?: "accepted" | "returned" | "flagged" | null | undefined;
  /** 理由 */
  reason?: string | null | undefined;
  /** 细看了没有 */
  read?: boolean | null | undefined;
  /** 退回的原因 */
  cause?: "wrong_day" | "stay_missing" | "stay_differs" | "wrong_person" | "wrong_household" | "same_as_another_day" | "wrong_photo" | "private_details" | null | undefined;
}

/** 办公室准假 */
export interface OfficeLeaveDecision {
  subject: string;
  level: "village" | "town" | "county" | "city";
  /** 看的哪一版 */
  judged?: (string)[] | null | undefined;
  /** 准不准 */
  granted?: boolean | null | undefined;
  /** 从哪天 */
  first_day?: string | null | undefined;
  /** 到哪天 */
  last_day?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
}

/** 办公室处理说明 */
export interface OfficeObjectionDecision {
  subject: string;
  level: "village" | "town" | "county" | "city";
  /** 看的哪一版 */
  judged?: (string)[] | null | undefined;
  /** 认不认 */
  upheld?: boolean | null | undefined;
  /** 理由 */
  reason?: string | null | undefined;
}

/** 当天佐证 */
export interface DayGrade {
  cadre: string;
  subject: string;
  /** 看的哪一版 */
  judged?: (string)[] | null | undefined;
  /** 佐证 */
  grade?: "verified" | "plausible" | "unsupported" | "contradicted" | null | undefined;
  /** 原因 */
  reasons?: ({ code: string; detail?: string })[] | null | undefined;
  /** 提示 */
  hints?: ({ code: string; detail?: string })[] | null | undefined;
  /** 按哪份政策 */
  policy?: string | null | undefined;
}

/** 月度核定 */
export interface MonthCheck {
  cadre: string;
  month: string;
  level: "village" | "town" | "county" | "city";
  /** 到哪天 */
  until?: string | null | undefined;
  /** 看到的 */
  seen?: string | null | undefined;
  /** 说明 */
  note?: string | null | undefined;
}

/** 月度归档 */
export interface MonthFiling {
  cadre: string;
  month: string;
  number: number;
  /** 到哪天 */
  until?: string | null | undefined;
  /** 归档的 */
  filed?: string | null | undefined;
  /** 记在哪个月的表上 */
  sheet?: string | null | undefined;
  /** 原因 */
  cause?: "closed" | "late_arrival" | "time_over" | "corrected" | null | undefined;
  /** 说明 */
  note?: string | null | undefined;
  /** 当时的职务 */
  role?: "resident" | "first_secretary" | "paired_helper" | "town_office" | "county_office" | "city_office" | "unit_head" | "lead_unit" | "inspector" | "administrator" | null | undefined;
  /** 当时的全年目标 */
  target?: number | null | undefined;
  /** 当时的全年住村 */
  year_resident?: number | null | undefined;
  /** 当时一直没有消息的缺勤 */
  never_heard?: number | null | undefined;
  /** 当时是纸质代录 */
  on_paper?: boolean | null | undefined;
  /** 当时的休息日 */
  rest_days?: string | null | undefined;
  /** 当时没有消息的日子 */
  silent?: string | null | undefined;
}

/** 更正 */
export interface DayCorrection {
  cadre: string;
  day: string;
  /** 更正为 */
  to?: "resident" | "rest" | "leave" | "business" | "absent" | "as_recorded" | null | undefined;
  /** 理由 */
  reason?: string | null | undefined;
  /** 谁提的 */
  asked_by?: string | null | undefined;
  /** 谁复核的 */
  seconded_by?: string | null | undefined;
}

/** 纸质代录 */
export interface PaperMonth {
  cadre: string;
  month: string;
  /** 每天 */
  days?: string | null | undefined;
  /** 第一书记签了字 */
  signed?: boolean | null | undefined;
  /** 谁代录的 */
  typed_by?: string | null | undefined;
  /** 备注 */
  note?: string | null | undefined;
  /** 谁复核的 */
  seconded_by?: string | null | undefined;
}

/** 投诉答复 */
export interface ComplaintAnswer {
  person: string;
  complaint: string;
  /** 答复 */
  answer?: string | null | undefined;
  /** 哪天答复的 */
  answered?: string | null | undefined;
}

/** 改的期限 */
export interface MendingEnd {
  cadre: string;
  review: string;
  /** 最后一天 */
  last_day?: string | null | undefined;
}

/** 在别村的任期 */
export interface TermElsewhere {
  person: string;
  elsewhere: string;
  role: "resident" | "first_secretary" | "paired_helper" | "town_office" | "county_office" | "city_office" | "unit_head" | "lead_unit" | "inspector" | "administrator";
  first_day: string;
  /** 村名 */
  name?: string | null | undefined;
  /** 到哪天 */
  last_day?: string | null | undefined;
}

/** Every kind by its name. */
export interface Kinds {
  diary: Diary;
  visit: Visit;
  household: Household;
  household_note: HouseholdNote;
  friendship: Friendship;
  friendship_contact: FriendshipContact;
  problem: Problem;
  problem_answer: ProblemAnswer;
  check_in: CheckIn;
  leave_request: LeaveRequest;
  leave_reason: LeaveReason;
  voice_leave: VoiceLeave;
  leave_decision: LeaveDecision;
  observation: Observation;
  confirmation: Confirmation;
  duty_list: DutyList;
  household_match: HouseholdMatch;
  shared_visit: SharedVisit;
  leave_end: LeaveEnd;
  objection: Objection;
  objection_decision: ObjectionDecision;
  month_acknowledgement: MonthAcknowledgement;
  complaint: Complaint;
  voice_leave_word: VoiceLeaveWord;
  anchor_proposal: AnchorProposal;
  month_signature: MonthSignature;
  photo: Photo;
  verdict: Verdict;
  private_verdict: PrivateVerdict;
  device: Device;
  revocation: Revocation;
  member: Member;
  team: Team;
  policy: Policy;
  calendar: Calendar;
  erasure: Erasure;
  division: Division;
  village_anchor: VillageAnchor;
  review: Review;
  office_leave_decision: OfficeLeaveDecision;
  office_objection_decision: OfficeObjectionDecision;
  day_grade: DayGrade;
  month_check: MonthCheck;
  month_filing: MonthFiling;
  day_correction: DayCorrection;
  paper_month: PaperMonth;
  complaint_answer: ComplaintAnswer;
  mending_end: MendingEnd;
  term_elsewhere: TermElsewhere;
}
