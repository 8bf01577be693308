//! Finding a division by its names. Rosters name villages by county, town and village, not by code: in the city 513 of
//! 1,924 village names are not unique, within a town none repeats.

use super::name::{COUNTY_SUFFIXES, Sort, Suffixes, TOWN_SUFFIXES, VILLAGE_SUFFIXES, plain, readings, stem};
use super::{Division, DivisionCode, Divisions, Level, Successor};
use crate::violation::Violation;

/// Why a name leads to no one division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupFault {
    /// Nothing there has this name.
    NotFound {
        /// The level that was looked for.
        level: Level,
        /// The name as given.
        name: String,
        /// Where it was looked for, e.g. `平利县兴隆镇`.
        within: String,
        /// The same name elsewhere in the county, as `town + village`.
        elsewhere: Vec<String>,
    },
    /// Several there could be meant.
    Ambiguous {
        /// The level that was looked for.
        level: Level,
        /// The name as given.
        name: String,
        /// Where it was looked for.
        within: String,
        /// The names and codes of all that could be meant.
        candidates: Vec<(String, DivisionCode)>,
    },
    /// It is no more; another took its place.
    Merged {
        /// The name as given.
        name: String,
        /// What took its place, and since when.
        successor: Successor,
        /// The successor's name.
        successor_name: String,
    },
}

impl LookupFault {
    /// The fault as a broken rule, for a report by rows.
    pub fn violation(&self) -> Violation {
        match self {
            Self::NotFound { level, name, within, elsewhere } if elsewhere.is_empty() => Violation::new(
                "division.not_found",
                format!("{within}没有叫「{name}」的{}。请照区划名称写。", level.zh()),
                format!(
                    "{within} has no {} named {name:?}. Please write it as the list of divisions does.",
                    level.name()
                ),
            ),
            Self::NotFound { level, name, within, elsewhere } => Violation::new(
                "division.not_found",
                format!("{within}没有叫「{name}」的{},同县有:{}。", level.zh(), elsewhere.join("、")),
                format!(
                    "{within} has no {} named {name:?}; in the county there is: {}.",
                    level.name(),
                    elsewhere.join(", ")
                ),
            ),
            Self::Ambiguous { level, name, within, candidates } => {
                let names: Vec<_> = candidates.iter().map(|(name, code)| format!("{name} {code}")).collect();
                Violation::new(
                    "division.ambiguous",
                    format!("{within}叫「{name}」的{}不止一个:{}。请写全称。", level.zh(), names.join("、")),
                    format!(
                        "{name:?} could be several {}s in {within}: {}. Please write the full name.",
                        level.name(),
                        names.join(", ")
                    ),
                )
            }
            Self::Merged { name, successor: Successor { code, since }, successor_name } => Violation::new(
                "division.merged",
                format!("「{name}」从 {since} 起已并入{successor_name}({code}),请改写。"),
                format!("{name:?} has been {successor_name} ({code}) since {since}; please write that."),
            ),
        }
    }
}

impl Divisions {
    /// The city of a name; with an empty name the only city that there is.
    ///
    /// # Errors
    /// No such city, or several.
    pub fn city(&self, city: &str) -> Result<&Division, LookupFault> {
        let cities: Vec<_> = self.iter().filter(|division| division.level() == Level::City).collect();
        match (city.trim().is_empty(), cities.as_slice()) {
            (true, [only]) => Ok(only),
            _ => self.pick(&cities, Level::City, city, COUNTY_SUFFIXES, "", String::new()),
        }
    }

    /// The county of a name, with or without 县, 区 or 市, with or without the city before it.
    ///
    /// # Errors
    /// No such county, or several.
    pub fn county(&self, county: &str) -> Result<&Division, LookupFault> {
        let counties: Vec<_> = self.iter().filter(|division| division.level() == Level::County).collect();
        let written = plain(county);
        // 陕西省安康市平利县: what stands before the county is not part of its name.
        let mut name = written.as_str();
        for level in [Level::Province, Level::City] {
            let above = self.of_level(level).find_map(|d| name.strip_prefix(plain(&d.name).as_str()));
            name = above.filter(|rest| !rest.is_empty()).unwrap_or(name);
        }
        self.pick(&counties, Level::County, name, COUNTY_SUFFIXES, "", String::new())
    }

    /// The town of a name in a county, with or without 镇, 乡 or 街道.
    ///
    /// # Errors
    /// No such county or town, or several.
    pub fn town(&self, county: &str, town: &str) -> Result<&Division, LookupFault> {
        let county = self.county(county)?;
        self.pick(&self.within(&county.code), Level::Town, town, TOWN_SUFFIXES, &county.name, county.name.clone())
    }

    /// The village or community of a name in a town of a county, with or without 村, 村委会, 社区 or 居委会 as long as
    /// only one can be meant.
    ///
    /// # Errors
    /// No such county, town or village, or several, or one that was merged into another.
    pub fn village(&self, county: &str, town: &str, village: &str) -> Result<&Division, LookupFault> {
        let town = self.town(county, town)?;
        let county_name = self.ancestors(&town.code).next().map_or("", |county| &county.name);
        let within = format!("{county_name}{}", town.name);
        let found = self.pick(&self.within(&town.code), Level::Village, village, VILLAGE_SUFFIXES, &town.name, within);
        match found {
            Err(LookupFault::NotFound { level, name, within, .. }) => {
                let elsewhere = self.namesakes(&town.code, village);
                Err(LookupFault::NotFound { level, name, within, elsewhere })
            }
            found => found,
        }
    }

    /// What lies directly in a division, those with a successor included.
    fn within<'a>(&'a self, code: &DivisionCode) -> Vec<&'a Division> {
        self.below(code).filter(|division| division.code.parent().as_ref() == Some(code)).collect()
    }

    fn pick<'a>(
        &'a self,
        among: &[&'a Division],
        level: Level,
        name: &str,
        suffixes: Suffixes,
        above: &str,
        within: String,
    ) -> Result<&'a Division, LookupFault> {
        let written = plain(name);
        let short = written.strip_prefix(plain(above).as_str()).filter(|rest| !above.is_empty() && !rest.is_empty());
        let standing = |d: &&Division| d.successor.is_none();
        let tries = [Some(written.as_str()), short];
        for wanted in tries.into_iter().flatten() {
            let now: Vec<_> = among.iter().copied().filter(standing).map(|d| (plain(&d.name), d)).collect();
            let once: Vec<_> = among
                .iter()
                .copied()
                .filter(standing)
                .flat_map(|d| d.former_names.iter().map(move |former| (plain(&former.name), d)))
                .collect();
            let gone: Vec<_> = among.iter().copied().filter(|d| !standing(d)).map(|d| (plain(&d.name), d)).collect();
            for named in [now, once, gone] {
                match matching(&named, wanted, suffixes).as_slice() {
                    [] => {}
                    [one] => return self.unless_merged(name, one),
                    several => {
                        let candidates = several.iter().map(|d| (d.name.clone(), d.code.clone())).collect();
                        return Err(LookupFault::Ambiguous { level, name: name.to_owned(), within, candidates });
                    }
                }
            }
        }
        Err(LookupFault::NotFound { level, name: name.to_owned(), within, elsewhere: Vec::new() })
    }

    fn unless_merged<'a>(&'a self, name: &str, division: &'a Division) -> Result<&'a Division, LookupFault> {
        let Some(successor) = &division.successor else { return Ok(division) };
        let successor_name = self.path(&successor.code).into_iter().skip(2).collect();
        Err(LookupFault::Merged { name: name.to_owned(), successor: successor.clone(), successor_name })
    }

    fn namesakes(&self, town: &DivisionCode, village: &str) -> Vec<String> {
        let Some(county) = town.parent() else { return Vec::new() };
        let others = self.children(&county).filter(|other| other.code != *town);
        others
            .flat_map(|other| {
                let named: Vec<_> = self.children(&other.code).map(|d| (plain(&d.name), d)).collect();
                matching(&named, &plain(village), VILLAGE_SUFFIXES)
                    .into_iter()
                    .map(|d| format!("{}{}", other.name, d.name))
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

/// All that could be meant, by the first reading of the name that fits any.
fn matching<'a>(named: &[(String, &'a Division)], wanted: &str, suffixes: Suffixes) -> Vec<&'a Division> {
    let those = |fits: &dyn Fn(&str) -> bool| -> Vec<&'a Division> {
        let mut found: Vec<_> = named.iter().filter(|(name, _)| fits(name)).map(|(_, division)| *division).collect();
        found.dedup_by_key(|division| &division.code);
        found
    };
    let exact = those(&|name| name == wanted);
    if !exact.is_empty() || wanted.is_empty() {
        return exact;
    }
    for (wanted, sort) in readings(wanted, suffixes) {
        let same_sort = those(&|name| stem(name, suffixes) == (wanted, sort));
        if sort != Sort::Unsaid && !same_sort.is_empty() {
            return same_sort;
        }
        let any_sort = those(&|name| stem(name, suffixes).0 == wanted);
        if !any_sort.is_empty() {
            return any_sort;
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::super::load::tests::{ankang, catalogue, code, row};
    use super::*;

    fn found(county: &str, town: &str, village: &str) -> Result<String, &'static str> {
        ankang().village(county, town, village).map(|d| d.code.to_string()).map_err(|fault| fault.violation().code)
    }

    #[test]
    fn every_village_of_the_city_is_found_by_its_names_and_by_its_spoken_name() {
        let divisions = ankang();
        for village in divisions.of_level(Level::Village) {
            let up: Vec<_> = divisions.ancestors(&village.code).map(|d| d.name.as_str()).collect();
            let (town, county) = (up[0], up[1]);
            assert_eq!(divisions.village(county, town, &village.name), Ok(village));
            assert_eq!(
                divisions.village(county, town, village.spoken_name()),
                Ok(village),
                "{}",
                village.spoken_name()
            );
        }
    }

    #[test]
    fn a_village_is_found_however_the_office_writes_it() {
        let village = || Ok("610926101205".to_owned());
        for name in [
            "马鞍桥",
            "马鞍桥村",
            "马鞍桥村委会",
            "马鞍桥村村委会",
            "马鞍桥村民委员会",
            "兴隆镇马鞍桥村",
            " 马鞍桥 村 ",
        ] {
            assert_eq!(found("平利县", "兴隆镇", name), village(), "{name}");
        }
        assert_eq!(found("平利", "兴隆", "马鞍桥"), village());
        assert_eq!(found("陕西省安康市平利县", "平利县兴隆镇", "马鞍桥"), village());
        assert_eq!(found("安康市平利县", "兴隆街道办事处", "马鞍桥"), village());
    }

    #[test]
    fn one_name_for_a_village_and_a_community_needs_the_suffix() {
        assert_eq!(found("平利县", "城关镇", "五峰"), Err("division.ambiguous"));
        assert_eq!(found("平利县", "城关镇", "五峰村"), Ok("610926100204".to_owned()));
        assert_eq!(found("平利县", "城关镇", "五峰居委会"), Ok("610926100004".to_owned()));
        assert_eq!(found("平利县", "城关镇", "五峰社区"), Ok("610926100004".to_owned()));
        assert_eq!(
            found("平利县", "城关镇", "西城村"),
            Ok("610926100001".to_owned()),
            "only the community has the name"
        );
    }

    #[test]
    fn what_is_not_there_is_said_with_its_namesakes() {
        let divisions = ankang();
        let fault = divisions.village("平利县", "西河镇", "马鞍桥").unwrap_err();
        let LookupFault::NotFound { elsewhere, within, .. } = &fault else { panic!("{fault:?}") };
        assert_eq!(elsewhere, &["兴隆镇马鞍桥村委会"]);
        assert_eq!(within, "平利县西河镇");
        assert_eq!(found("平利县", "兴隆", ""), Err("division.not_found"));
        assert_eq!(found("平利县", "不存在镇", "马鞍桥"), Err("division.not_found"));
        assert_eq!(found("不存在县", "兴隆镇", "马鞍桥"), Err("division.not_found"));
        assert_eq!(found("", "", "村"), Err("division.not_found"));
    }

    #[test]
    fn former_names_lead_to_the_village_and_merged_ones_to_their_successor() {
        let divisions = catalogue(vec![
            row(1, "61", "陕西省"),
            row(2, "6109", "安康市"),
            row(3, "610926", "平利县"),
            row(4, "610926101", "兴隆镇"),
            row(5, "610926101205", "马鞍桥村委会"),
            row(6, "610926101205", "安桥村委会").merged("610926101205", "2012-05-01"),
            row(7, "610926101206", "老庄村委会").merged("610926101205", "2016-03-01"),
        ])
        .unwrap();
        let village = code("610926101205");
        assert_eq!(divisions.village("平利县", "兴隆镇", "安桥村").unwrap().code, village);
        let fault = divisions.village("平利县", "兴隆镇", "老庄").unwrap_err();
        assert!(matches!(&fault, LookupFault::Merged { successor, .. } if successor.code == village), "{fault:?}");
        assert!(fault.violation().zh.contains("平利县兴隆镇马鞍桥村委会"));
    }

    #[test]
    fn a_name_that_ends_in_village_is_read_whole_first() {
        let divisions = catalogue(vec![
            row(1, "61", "陕西省"),
            row(2, "6109", "安康市"),
            row(3, "610926", "平利县"),
            row(4, "610926101", "兴隆镇"),
            row(5, "610926101205", "新村村委会"),
            row(6, "610926101001", "新社区居委会"),
        ])
        .unwrap();
        assert_eq!(divisions.village("平利县", "兴隆镇", "新村").unwrap().code, code("610926101205"));
        assert_eq!(divisions.village("平利县", "兴隆镇", "新社区").unwrap().code, code("610926101001"));
    }

    #[test]
    fn the_only_city_needs_no_name() {
        let divisions = ankang();
        assert_eq!(divisions.city("").unwrap().code, code("6109"));
        assert_eq!(divisions.city("安康").unwrap().code, code("6109"));
        assert!(divisions.city("西安").is_err());
    }
}
