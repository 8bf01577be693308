//! Names as offices write them: with and without 村委会, 社区, 镇, with spaces and full-width brackets.

/// What a suffix says about a place. Two villages of a town may differ in nothing else (五峰村 and 五峰社区).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// 村.
    Village,
    /// 社区.
    Community,
    /// Anything else, or unsaid.
    Unsaid,
}

pub(super) type Suffixes = &'static [(&'static str, Sort)];

// Longest first: the first that fits is stripped.
pub(super) const VILLAGE_SUFFIXES: Suffixes = &[
    ("社区居民委员会", Sort::Community),
    ("社区村民委员会", Sort::Community),
    ("居民委员会", Sort::Community),
    ("村民委员会", Sort::Village),
    ("社区居委会", Sort::Community),
    ("居委会", Sort::Community),
    ("村委会", Sort::Village),
    ("社区", Sort::Community),
    ("村", Sort::Village),
];

pub(super) const TOWN_SUFFIXES: Suffixes = &[
    ("街道办事处", Sort::Unsaid),
    ("街道办", Sort::Unsaid),
    ("办事处", Sort::Unsaid),
    ("街道", Sort::Unsaid),
    ("镇", Sort::Unsaid),
    ("乡", Sort::Unsaid),
];

pub(super) const COUNTY_SUFFIXES: Suffixes = &[("县", Sort::Unsaid), ("区", Sort::Unsaid), ("市", Sort::Unsaid)];

/// A name without spaces and with half-width brackets, so that only what is said differs.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{ff08}' => '(',
            '\u{ff09}' => ')',
            c => c,
        })
        .collect()
}

/// The name without its suffix, and what the suffix says.
pub(super) fn stem(name: &str, suffixes: Suffixes) -> (&str, Sort) {
    suffixes
        .iter()
        .find_map(|(suffix, sort)| Some((name.strip_suffix(suffix)?, *sort)))
        .filter(|(stem, _)| !stem.is_empty())
        .unwrap_or((name, Sort::Unsaid))
}

/// Every way to read a name, the fullest first: 新村 is 新村 (as in 新村村委会) before it is the village 新.
pub(super) fn readings(name: &str, suffixes: Suffixes) -> Vec<(&str, Sort)> {
    let mut readings = vec![(name, Sort::Unsaid)];
    let mut sort = Sort::Unsaid;
    let mut rest = name;
    loop {
        let (shorter, said) = stem(rest, suffixes);
        if shorter == rest {
            return readings;
        }
        // The outermost suffix says what it is: 五峰村居委会 is a community.
        if sort == Sort::Unsaid {
            sort = said;
        }
        readings.push((shorter, sort));
        rest = shorter;
    }
}

/// 马鞍桥村 for 马鞍桥村委会; the name itself where no committee is in it.
pub(super) fn spoken(name: &str) -> &str {
    for committee in ["村民委员会", "村委会"] {
        if name.ends_with(committee) {
            return &name[..name.len() - committee.len() + "村".len()];
        }
    }
    for committee in ["居民委员会", "居委会"] {
        if let Some(community) = name.strip_suffix(committee).filter(|rest| rest.ends_with("社区")) {
            return community;
        }
    }
    name
}
