//! A team gets another first secretary within a month: whoever is asked for a signature can give it, and nobody is asked in vain.

use chrono::NaiveDate;
use cunji_client::{Beside, DiaryChange};
use cunji_domain::diary::Stay;
use cunji_domain::organisation::Role;
use cunji_tests::fixtures_roster::MAANQIAO;
use cunji_tests::story;
use cunji_tests::world::{Handset, PASSWORD, a_day};
use serde_json::json;

use crate::months::{SEPTEMBER, TOWN, month_of};

/// Signs every month that the phone asks for, as it shows it, and brings them; gives which, of whom.
fn sign_all(phone: &Handset) -> Vec<(NaiveDate, String)> {
    let signed = phone.with(|phone| {
        let mut signed = Vec::new();
        for asked in phone.months_to_sign().unwrap() {
            let team = phone.team_view(Some(asked.month), Some(&asked.village)).unwrap();
            for person in asked.people {
                let member = team.members.iter().find(|member| member.person.id == person.id).unwrap();
                assert!(member.can_sign, "{} {}", asked.month, person.id);
                let there = Beside { village: Some(asked.village.clone()), place: None };
                let written = phone.sign_shown_month(&person.id, asked.month, &member.signs, &there);
                written.unwrap_or_else(|error| panic!("{} {}: {error}", asked.month, person.id));
                signed.push((asked.month, person.id));
            }
        }
        signed
    });
    let sync = phone.sync();
    assert_eq!((sync.held, sync.rejected), (0, 0), "the server takes what the phone asked for: {sync:?}");
    signed
}

story!(
    /// One first secretary until the fourteenth, another from the fifteenth. The first month's end decides who signs it; the former one's
    /// own month is nobody's to sign, on phones as at the town's desk.
    a_first_secretary_is_followed_by_another_in_the_middle_of_september,
    |world| {
        let (liu, wang) = (world.phone("c0016"), world.phone("c0018"));
        world.settle();
        let stays = DiaryChange { stay: Some(Stay::Village), ..DiaryChange::default() };
        wang.try_diary("2017-09-01", stays).unwrap();
        world.settle();
        let town = world.desk("lin", Role::TownOffice, TOWN);
        let ends = json!({
            "village": MAANQIAO, "role": "first_secretary", "from": "2017-01-01", "seen": null,
            "last_day": "2017-09-14", "cut_short_by": "order", "reason": "另有任用",
        });
        town.post(&format!("/console/v1/divisions/{TOWN}/people/c0016/terms"), json!({ "ends": ends }));
        let begins = json!({ "name": "周明", "village": MAANQIAO, "role": "first_secretary", "first_day": "2017-09-15" });
        let next = town.post(&format!("/console/v1/divisions/{TOWN}/people"), begins)["id"].as_str().unwrap().to_owned();
        world.office.look_after();
        world.settle();
        world.pass_days(10);
        let (august, september) = (a_day("2017-08-01"), a_day("2017-09-01"));
        let asked = sign_all(&liu);
        assert!(asked.contains(&(august, "c0017".to_owned())) && asked.iter().all(|(month, _)| *month < september), "{asked:?}");
        assert!(sign_all(&liu).is_empty(), "once");

        world.pass_days(5);
        let zhou = world.phone(&next);
        world.settle();
        world.pass_days(17);
        world.settle();
        assert!(sign_all(&liu).is_empty(), "the term is over");
        let asked = sign_all(&zhou);
        assert!(asked.iter().all(|(month, _)| *month == september), "{asked:?}");
        let mut of: Vec<&str> = asked.iter().map(|(_, person)| person.as_str()).collect();
        of.sort_unstable();
        assert_eq!(of, ["c0017", "c0018", "c0019"], "not the former first secretary's");
        let team = zhou.with(|phone| phone.team_view(Some(september), None)).unwrap();
        let former = team.members.iter().find(|member| member.person.id == "c0016").unwrap();
        assert_eq!((former.role.as_str(), former.can_sign), ("first_secretary", false));

        world.office.look_after();
        town.sign_in("lin", PASSWORD);
        assert_eq!(month_of(&town, SEPTEMBER, "c0016")["role"], "first_secretary", "the town wants no signature under it");
        for person in of {
            let month = month_of(&town, SEPTEMBER, person);
            assert!(month["role"] == "resident" && month["signed"]["changed"] == json!([]), "{month}");
        }
    }
);
