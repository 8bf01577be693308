//! Leave: asked for, decided, given by voice, ended.

use chrono::NaiveDate;
use clap::Subcommand;
use cunji_domain::division::DivisionCode;

#[derive(Debug, Subcommand)]
pub enum Leave {
    /// 请假。
    ///
    /// Asks for leave.
    Request {
        /// 从哪天起不在。
        ///
        /// The first day away.
        #[arg(long)]
        from: NaiveDate,
        /// 到哪天为止。
        ///
        /// The last day away.
        #[arg(long)]
        to: NaiveDate,
        /// 什么假,写政策清单里的代码:personal 事假、sick 病假、annual 年休假……都有哪些用 cunji codes 看。
        ///
        /// A code of the policy's list: personal, sick, annual, …; cunji codes shows all
        #[arg(long, default_value = "personal")]
        kind: String,
        /// 去哪。
        ///
        /// Where to.
        #[arg(long)]
        place: Option<String>,
        /// 怎么联系。
        ///
        /// How to be reached meanwhile.
        #[arg(long)]
        contact: Option<String>,
        /// 事由:只有你和办公室看得到,队里看不到。
        ///
        /// Why: read by you and the offices, never by teammates.
        #[arg(long)]
        reason: Option<String>,
        /// 事由是病情。
        ///
        /// The reason is a medical one.
        #[arg(long, requires = "reason")]
        medical: bool,
        /// 哪个村,写区划代码;有几个村时要写。
        ///
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 列出请假和批的结果。
    ///
    /// Lists leaves with what was decided.
    List,
    /// 准假:第一书记批队员的假。
    ///
    /// The first secretary decides a teammate's request.
    Decide {
        /// 请假的编号,用 leave list 查。
        ///
        /// The request's id.
        id: String,
        /// 不准;不写就是准。
        ///
        /// It is refused; granted if left out.
        #[arg(long)]
        refuse: bool,
        /// 只准几天的,从哪天起。
        ///
        /// The first granted day, if not all days are.
        #[arg(long, requires = "to", conflicts_with = "refuse")]
        from: Option<NaiveDate>,
        /// 准到哪天。
        ///
        /// The last granted day.
        #[arg(long, requires = "from")]
        to: Option<NaiveDate>,
        /// 备注。
        ///
        /// A word on it.
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// 口头准假:记下第一书记当面或电话里准的假。
    ///
    /// Records a leave that the first secretary gave by voice.
    Voice {
        /// 谁的,写姓名或编号。
        ///
        /// Whose, by name or id.
        #[arg(long)]
        cadre: String,
        /// 从哪天起不在。
        ///
        /// The first day away.
        #[arg(long)]
        from: NaiveDate,
        /// 到哪天为止。
        ///
        /// The last day away.
        #[arg(long)]
        to: NaiveDate,
        /// 什么假,写政策清单里的代码,用 cunji codes 看。
        ///
        /// A code of the policy's list; cunji codes shows it.
        #[arg(long, default_value = "personal")]
        kind: String,
        /// 哪天准的。
        ///
        /// The day on which it was given.
        #[arg(long)]
        given: Option<NaiveDate>,
        /// 备注,不写病情。
        ///
        /// A word on it; never a medical reason.
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
        /// 哪个村,写区划代码;有几个村时要写。
        ///
        /// The village's code, where one has several.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
    /// 销假:回来了。
    ///
    /// Back from leave.
    End {
        /// 请假或口头准假的编号。
        ///
        /// The id of the request, or of the leave given by voice.
        id: String,
        /// 哪天回来的;不写就是今天。
        ///
        /// The first day back; today if left out.
        #[arg(long)]
        returned: Option<NaiveDate>,
        /// 备注。
        ///
        /// A word on it.
        #[arg(long)]
        note: Option<String>,
    },
}
