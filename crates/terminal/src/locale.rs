//! The language that a terminal is spoken to in.

/// Whether the locale is Chinese: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set decides, as everywhere on Unix.
pub fn is_chinese() -> bool {
    decided(|name| std::env::var(name).ok())
}

fn decided(set: impl Fn(&str) -> Option<String>) -> bool {
    let mut locales = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(set).filter(|value| !value.is_empty());
    locales.next().is_some_and(|locale| locale.starts_with("zh"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chinese_where(set: &[(&str, &str)]) -> bool {
        decided(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_first_that_is_set_decides() {
        assert!(chinese_where(&[("LANG", "zh_CN.UTF-8")]));
        assert!(chinese_where(&[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_GB.UTF-8")]));
        assert!(!chinese_where(&[("LC_MESSAGES", "en_GB.UTF-8"), ("LANG", "zh_CN.UTF-8")]));
        assert!(chinese_where(&[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")]));
        assert!(!chinese_where(&[]));
    }
}
