//! What only the rows together say: who is one person, whose unit answers for a village, which teams there are.

use std::collections::{BTreeMap, BTreeSet};

use cunji_domain::division::{DivisionCode, Divisions, Level};
use cunji_domain::organisation::{
    LeadUnit, Membership, Person, Role, SupportUnit, TeamMember, Unit, UnitName, VillageTeam, WorkGroup,
};
use cunji_domain::person::PersonId;
use cunji_domain::record::Code;
use cunji_domain::violation::Violation;

use super::super::remark::Remark;
use super::Roster;
use super::row::{RosterRow, RowPerson};

#[derive(Default)]
pub(super) struct Assembly<'a> {
    roster: Roster,
    faults: Vec<Remark>,
    people: BTreeMap<PersonId, KnownPerson<'a>>,
    villages: BTreeMap<DivisionCode, VillageUnits<'a>>,
    members: BTreeMap<DivisionCode, Vec<TeamMember>>,
    groups: BTreeMap<LeadUnit, BTreeSet<SupportUnit>>,
}

struct KnownPerson<'a> {
    person: Person,
    rows: Vec<(&'a RosterRow<'a>, &'a RowPerson)>,
}

/// Which units a village's rows name, each with the first row that does.
#[derive(Default)]
struct VillageUnits<'a> {
    support: Option<(&'a UnitName, &'a RosterRow<'a>)>,
    team: Vec<(Option<&'a UnitName>, &'a RosterRow<'a>)>,
    lead: Option<(&'a UnitName, &'a RosterRow<'a>)>,
}

impl<'a> Assembly<'a> {
    fn fault(&mut self, row: &RosterRow<'_>, code: &'static str, zh: String, en: String) {
        self.faults.push(row.row.remark(Violation::new(code, zh, en)));
    }

    pub fn add(&mut self, row: &'a RosterRow<'a>) {
        let named = [&row.units.own, &row.units.lead, &row.units.support];
        self.roster.units.extend(named.into_iter().flatten().map(|name| Unit { name: name.clone() }));
        match row.space.level() {
            Level::Village => self.add_village_units(row),
            Level::County => self.add_county_units(row),
            _ => {}
        }
        if let Some(person) = &row.person {
            self.add_person(row, person);
        }
    }

    fn add_village_units(&mut self, row: &'a RosterRow<'a>) {
        let village = self.villages.entry(row.space.clone()).or_default();
        let mut conflicts = Vec::new();
        let told = [
            (&row.units.support, &mut village.support, "roster.two_support_units", "包抓单位", "support unit"),
            (&row.units.lead, &mut village.lead, "roster.two_lead_units", "牵头单位", "lead unit"),
        ];
        for (named, known, code, zh, en) in told {
            let Some(named) = named else { continue };
            match known {
                None => *known = Some((named, row)),
                Some((other, first)) if *other != named => {
                    conflicts.push((code, zh, en, *other, named, first.row.number()))
                }
                Some(_) => {}
            }
        }
        if row.person.as_ref().is_some_and(|person| person.role.in_team()) {
            village.team.push((row.units.own.as_ref(), row));
        }
        for (code, zh, en, other, named, first) in conflicts {
            self.fault(
                row,
                code,
                format!("一个村只有一个{zh}:第 {first} 行写的是「{other}」,这行是「{named}」。"),
                format!("A village has one {en}: row {first} says \"{other}\", this one \"{named}\"."),
            );
        }
    }

    fn add_county_units(&mut self, row: &RosterRow<'_>) {
        let by_role = row.person.as_ref().filter(|person| person.role == Role::LeadUnit).and(row.units.own.as_ref());
        if let Some(unit) = row.units.lead.as_ref().or(by_role) {
            self.groups.entry(LeadUnit { unit: unit.clone(), county: row.space.clone() }).or_default();
        }
    }

    fn add_person(&mut self, row: &'a RosterRow<'a>, told: &'a RowPerson) {
        if let Some(violation) = self.people.get(&told.id).and_then(|known| known.refuses(row, told)) {
            self.faults.push(row.row.remark(violation));
            return;
        }
        let known = self.people.entry(told.id.clone()).or_insert_with(|| KnownPerson::of(told));
        known.person.unit = known.person.unit.take().or_else(|| row.units.own.clone());
        known.rows.push((row, told));
        if told.role.in_team() {
            let member = TeamMember { person: told.id.clone(), role: told.role, term: told.term.clone() };
            self.members.entry(row.space.clone()).or_default().push(member);
        }
        let membership = Membership {
            space: row.space.clone(),
            person: told.id.clone(),
            role: told.role,
            from: told.term.from,
            to: told.term.to,
        };
        self.faults.extend(membership.violations().into_iter().map(|violation| row.row.remark(violation)));
        self.roster.places.entry(membership.clone()).or_insert_with(|| row.row.place());
        self.roster.memberships.insert(membership);
    }

    pub fn finish(mut self, divisions: &Divisions) -> (Roster, Vec<Remark>) {
        for (code, units) in std::mem::take(&mut self.villages) {
            self.finish_village(code, &units, divisions);
        }
        self.roster.people = self.people.into_iter().map(|(id, known)| (id, known.person)).collect();
        self.roster.lead_units = self.groups.keys().cloned().collect();
        self.roster.work_groups = self.groups.into_iter().map(|(lead, support)| WorkGroup { lead, support }).collect();
        (self.roster, self.faults)
    }

    fn finish_village(&mut self, village: DivisionCode, units: &VillageUnits<'a>, divisions: &Divisions) {
        let unit = self.support_unit(units);
        let support = unit.clone().map(|unit| SupportUnit { village: village.clone(), unit });
        self.roster.support_units.extend(support.clone());
        let county = divisions.ancestors(&village).find(|above| above.level() == Level::County);
        if let Some(((lead, _), county)) = units.lead.zip(county) {
            let lead = LeadUnit { unit: lead.clone(), county: county.code.clone() };
            self.groups.entry(lead).or_default().extend(support);
        }
        let Some((unit, mut members)) = unit.zip(self.members.remove(&village)) else { return };
        members.sort();
        if !members.iter().any(|member| member.role == Role::FirstSecretary) {
            let name = divisions.path(&village).into_iter().skip(2).collect::<String>();
            self.roster.notes.push(Remark::on_file(
                "roster.no_first_secretary",
                format!("这份表里,{name}的工作队没有写第一书记。"),
                format!("This file names no first secretary for the team of {name}."),
            ));
        }
        self.roster.teams.push(VillageTeam { village, unit, members });
    }

    /// The unit that answers for a village: as 包抓单位 says, else the one unit of its team.
    fn support_unit(&mut self, units: &VillageUnits<'a>) -> Option<UnitName> {
        if let Some((unit, _)) = units.support {
            return Some(unit.clone());
        }
        let mut known: Option<(&UnitName, u32)> = None;
        for (unit, row) in &units.team {
            match (unit, known) {
                (Some(unit), None) => known = Some((unit, row.row.number())),
                (Some(unit), Some((other, first))) if *unit != other => self.fault(
                    row,
                    "roster.two_support_units",
                    format!("这个村没有写包抓单位,第 {first} 行的单位是「{other}」,这行是「{unit}」,不知道是哪个包抓。请写上包抓单位。"),
                    format!("The village has no support unit written, and row {first} has the unit \"{other}\", this one \"{unit}\". Please write the support unit."),
                ),
                _ => {}
            }
        }
        if known.is_none()
            && let Some((_, row)) = units.team.first()
        {
            self.fault(
                row,
                "roster.no_unit",
                "这个村的工作队没有单位。请写上单位或包抓单位。".to_owned(),
                "The village's team has no unit. Please write its unit or its support unit.".to_owned(),
            );
        }
        known.map(|(unit, _)| unit.clone())
    }
}

impl<'a> KnownPerson<'a> {
    fn of(told: &RowPerson) -> Self {
        Self { person: Person { id: told.id.clone(), name: told.name.clone(), unit: None }, rows: Vec::new() }
    }

    /// Why a row may not speak of a person that earlier rows spoke of; none if it may.
    fn refuses(&self, row: &RosterRow<'_>, told: &RowPerson) -> Option<Violation> {
        let Person { id, name, unit } = &self.person;
        let first = self.rows.first().map_or(0, |(row, _)| row.row.number());
        if *name != told.name {
            return Some(Violation::new(
                "roster.id_two_names",
                format!("编号 {id} 在第 {first} 行是「{name}」,这行是「{}」。", told.name),
                format!("The id {id} is \"{name}\" in row {first}, but \"{}\" here.", told.name),
            ));
        }
        if let (Some(known), Some(unit)) = (unit, &row.units.own)
            && known != unit
        {
            return Some(Violation::new(
                "roster.id_two_units",
                format!("{name}({id})的单位在第 {first} 行是「{known}」,这行是「{unit}」。"),
                format!("The unit of {name} ({id}) is \"{known}\" in row {first}, but \"{unit}\" here."),
            ));
        }
        let mut here = self.rows.iter().filter(|(other, _)| other.space == row.space);
        if !told.id_given {
            let (other, _) = here.next()?;
            let other = other.row.number();
            return Some(Violation::new(
                "roster.same_name",
                format!(
                    "第 {other} 行也叫「{name}」,没有编号分不清是不是一个人。请给两行写上编号:同一个人写一样的,两个人写不一样的。"
                ),
                format!(
                    "Row {other} has the name \"{name}\" too; without ids it is unclear whether it is one person. \
                     Please give both rows an id."
                ),
            ));
        }
        let (other, _) = here.find(|(_, earlier)| earlier.role == told.role && earlier.term.overlaps(&told.term))?;
        let other = other.row.number();
        Some(Violation::new(
            "roster.row_twice",
            format!("{name}的{}在第 {other} 行已经有了,日期重叠。", told.role.zh()),
            format!("Row {other} has {name} as {} already, and the days overlap.", told.role.code()),
        ))
    }
}
