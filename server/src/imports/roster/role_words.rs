//! Roles as offices call them.

use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use cunji_domain::violation::Violation;

use super::super::name::word;

const WORDS: &[(Role, &[&str])] = &[
    (Role::Resident, &["驻村队员", "队员", "驻村干部", "驻村工作队员", "驻村工作队队员", "工作队员", "工作队队员"]),
    (Role::FirstSecretary, &["第一书记", "驻村第一书记", "firstsecretary"]),
    (
        Role::PairedHelper,
        &["结对帮扶责任人", "帮扶责任人", "结对帮扶干部", "结对帮扶人", "帮扶干部", "帮扶人", "pairedhelper"],
    ),
    (Role::TownOffice, &["镇办公室", "镇扶贫办", "镇办", "乡镇办公室", "镇", "townoffice"]),
    (
        Role::CountyOffice,
        &["县区办公室", "县办公室", "区办公室", "县指挥部", "县扶贫办", "区扶贫办", "县", "countyoffice"],
    ),
    (Role::CityOffice, &["市办公室", "市指挥部", "市扶贫办", "指挥部", "市", "cityoffice"]),
    (Role::UnitHead, &["单位一把手", "一把手", "主要负责同志", "单位主要负责同志", "单位负责人", "unithead"]),
    (Role::LeadUnit, &["牵头单位", "牵头单位联络员", "牵头单位负责人", "leadunit"]),
    (Role::Inspector, &["督查", "督查员", "督查人员", "检查员", "暗访"]),
    (Role::Administrator, &["管理员", "系统管理员", "admin"]),
];

/// The role that a cell names.
///
/// # Errors
/// A word that names none; job titles (副主任科员) don't.
pub(super) fn role_of(text: &str) -> Result<Role, Violation> {
    let said = word(text);
    let named = |words: &[&str]| words.contains(&said.as_str());
    let known = WORDS.iter().find(|(role, words)| named(words) || role.code() == said).map(|(role, _)| *role);
    // 第一书记兼工作队队长, 第一书记(队长)
    let leads = || said.contains("第一书记").then_some(Role::FirstSecretary);
    known.or_else(leads).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.zh()).collect();
        let codes: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
        Violation::new(
            "roster.role",
            format!("「{text}」不是角色,请写:{}。", names.join("、")),
            format!("{text:?} is no role; please write one of: {}.", codes.join(", ")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_known_by_its_code_and_its_name() {
        for role in Role::ALL {
            assert_eq!(role_of(role.zh()), Ok(*role));
            assert_eq!(role_of(role.code()), Ok(*role), "{}", role.code());
        }
        assert_eq!(role_of("第一书记\u{ff08}兼队长\u{ff09}"), Ok(Role::FirstSecretary));
        assert_eq!(role_of(" First Secretary "), Ok(Role::FirstSecretary));
    }

    #[test]
    fn a_job_title_is_no_role() {
        for title in ["", "副主任科员", "队长", "书记"] {
            assert_eq!(role_of(title).unwrap_err().code, "roster.role");
        }
    }
}
