//! The roles that a person can hold in a division.

use crate::declare_codes;
use crate::division::Level;

declare_codes! {
    /// What a person is in a division; rights follow from it.
    pub enum Role {
        /// Lives in the village as a member of its team.
        Resident = "resident" "驻村队员",
        /// Leads the village's team and checks its attendance.
        FirstSecretary = "first_secretary" "第一书记",
        /// Helps named households without living there; no attendance.
        PairedHelper = "paired_helper" "结对帮扶责任人",
        /// The town's office.
        TownOffice = "town_office" "镇办公室",
        /// The county's office.
        CountyOffice = "county_office" "县区办公室",
        /// The city's office.
        CityOffice = "city_office" "市办公室",
        /// Head of the unit that is answerable for the village.
        UnitHead = "unit_head" "单位一把手",
        /// Speaks for the unit that leads the county's work group.
        LeadUnit = "lead_unit" "牵头单位",
        /// Visits on an inspection's behalf.
        Inspector = "inspector" "督查",
        /// Keeps the system running; reads no content.
        Administrator = "administrator" "管理员",
    }
}

impl Role {
    /// The levels of division at which the role can be held.
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::Resident | Self::FirstSecretary | Self::PairedHelper | Self::UnitHead => &[Level::Village],
            Self::TownOffice => &[Level::Town],
            Self::CountyOffice => &[Level::County],
            Self::CityOffice => &[Level::City],
            Self::LeadUnit => &[Level::City, Level::County],
            Self::Inspector | Self::Administrator => &[Level::City, Level::County, Level::Town, Level::Village],
        }
    }

    /// Whether who holds it belongs to the village's team (glossary: 驻村工作队).
    pub fn in_team(self) -> bool {
        matches!(self, Self::Resident | Self::FirstSecretary)
    }

    /// Whether it reaches into every division below the one where it is held: an office sees its own subtree.
    pub fn reaches_below(self) -> bool {
        matches!(self, Self::TownOffice | Self::CountyOffice | Self::CityOffice)
    }
}
