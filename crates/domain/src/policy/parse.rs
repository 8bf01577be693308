//! From a file's text to a policy, with the line of whatever is wrong.

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use super::fault::line_at;
use super::figure::FileDay;
use super::list::Lists;
use super::sections::{
    AttendancePolicy, CampaignPolicy, ComplaintsPolicy, Deadlines, FriendshipPolicy, LeadUnitPolicy, RankingPolicy,
    ReviewPolicy, TeamPolicy, VisitForm, Weights,
};
use super::{FileFault, LineOfValidity, Policy, check, forbidden};

/// The longest file that is read, in bytes; a policy has about 10 KB.
const LONGEST_FILE: usize = 256 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    name: Spanned<String>,
    version: Spanned<i64>,
    valid_from: Spanned<FileDay>,
    valid_to: Option<Spanned<FileDay>>,
    known_from: Spanned<FileDay>,
    #[serde(default)]
    replaces: Vec<String>,
    attendance: AttendancePolicy,
    team: TeamPolicy,
    weights: Spanned<Weights>,
    ranking: RankingPolicy,
    #[serde(default)]
    visit_form: VisitForm,
    #[serde(default)]
    friendship: FriendshipPolicy,
    #[serde(default)]
    complaints: ComplaintsPolicy,
    #[serde(default)]
    review: ReviewPolicy,
    lead_unit: LeadUnitPolicy,
    deadlines: Deadlines,
    campaign: CampaignPolicy,
    lists: Lists,
}

pub(super) fn policy(text: &str) -> Result<Policy, Vec<FileFault>> {
    if text.len() > LONGEST_FILE {
        let zh = format!("文件有 {} 字节,太大了,政策文件最多 {LONGEST_FILE} 字节。", text.len());
        let en = format!("The file has {} bytes; a policy has at most {LONGEST_FILE}.", text.len());
        return Err(vec![FileFault::new(1, "policy.too_long", zh, en)]);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = DeTable::parse(text).map_err(|error| vec![syntax(text, &error)])?;
    let demands = forbidden::demands(text, table.get_ref());
    if !demands.is_empty() {
        return Err(demands);
    }
    let file: PolicyFile = toml::from_str(text).map_err(|error| vec![misread(text, &error)])?;
    checked(text, file)
}

fn checked(text: &str, file: PolicyFile) -> Result<Policy, Vec<FileFault>> {
    let at = |byte: usize| line_at(text, byte);
    let mut faults = Vec::new();
    let weights_line = at(file.weights.span().start);
    let version = u32::try_from(*file.version.get_ref()).ok().filter(|version| *version > 0);
    if version.is_none() {
        let zh = "版本号从 1 往上数。";
        faults.push(FileFault::new(
            at(file.version.span().start),
            "policy.impossible_figure",
            zh,
            "Versions count from 1.",
        ));
    }
    if !check::is_code(file.name.get_ref()) {
        let zh = "名称用小写字母、数字和「-」「_」,最多 32 个。";
        let en = "A name is of lower-case letters, digits, '-' and '_', at most 32.";
        faults.push(FileFault::new(at(file.name.span().start), "policy.impossible_figure", zh, en));
    }
    if let Some(valid_to) = &file.valid_to
        && valid_to.get_ref().0 < file.valid_from.get_ref().0
    {
        let zh = "到期日比生效日还早。";
        let en = "It ends before it begins.";
        faults.push(FileFault::new(at(valid_to.span().start), "policy.impossible_figure", zh, en));
    }
    let policy = Policy {
        version: version.unwrap_or_default(),
        valid_from: file.valid_from.get_ref().0,
        valid_to: file.valid_to.map(|day| day.get_ref().0),
        known_from: file.known_from.get_ref().0,
        replaces: file.replaces,
        attendance: file.attendance,
        team: file.team,
        weights: file.weights.into_inner(),
        ranking: file.ranking,
        visit_form: file.visit_form,
        friendship: file.friendship,
        complaints: file.complaints,
        review: file.review,
        lead_unit: file.lead_unit,
        deadlines: file.deadlines,
        campaign: file.campaign,
        lists: file.lists,
        line_of_validity: LineOfValidity(at(file.valid_from.span().start)),
        name: file.name.into_inner(),
    };
    faults.extend(check::faults(text, &policy, weights_line));
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(policy) } else { Err(faults) }
}

fn syntax(text: &str, error: &toml::de::Error) -> FileFault {
    let line = error.span().map_or(1, |span| line_at(text, span.start));
    let zh = format!("这一行不合 TOML 的写法:{}。", error.message());
    FileFault::new(line, "policy.syntax", zh, format!("This line is not TOML: {}.", error.message()))
}

/// Tells apart what serde reports; its messages are stable enough to be tested here.
fn misread(text: &str, error: &toml::de::Error) -> FileFault {
    let line = error.span().map_or(1, |span| line_at(text, span.start));
    let message = error.message();
    let named = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let zh = format!("不认识「{named}」这一项。是不是写错了字?");
        FileFault::new(line, "policy.unknown_key", zh, format!("There is no key `{named}`. A slip of the pen?"))
    } else if message.starts_with("missing field `source`") {
        let zh = "这一项没写出处。每个数都要写 source = \"……\"。";
        FileFault::new(line, "policy.missing_source", zh, "This figure names no source; each needs source = \"…\".")
    } else if message.starts_with("missing field") {
        let zh = format!("还差「{named}」这一项。");
        FileFault::new(line, "policy.missing_key", zh, format!("The key `{named}` is missing."))
    } else if message.starts_with("unknown variant") || message.starts_with("invalid value") {
        let zh = format!("这个值不行:{message}。");
        FileFault::new(line, "policy.impossible_figure", zh, format!("This value can't be: {message}."))
    } else {
        let zh = format!("这一项的类型不对:{message}。");
        FileFault::new(line, "policy.wrong_type", zh, format!("This is of the wrong type: {message}."))
    }
}
