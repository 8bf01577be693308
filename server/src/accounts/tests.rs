//! Accounts on a real database: signing in, lockout, sessions, the second factor, roles with days.

use std::sync::Arc;

use cunji_domain::office::{Act, Appointment};
use cunji_domain::organisation::Role;

use super::*;
use crate::audit;
use crate::clock::{Clock, SetClock};
use crate::key::ServerKey;
use crate::server::Server;
use crate::storage::testing::TestHome;
use crate::storage::{self, Home, StorageError, accounts, roster};

/// Friday, 1 September 2017, 08:00 in Ankang.
const MORNING: i64 = 1_504_224_000;

struct Office {
    server: Server,
    clock: Arc<SetClock>,
    _home: TestHome,
}

impl Office {
    fn open() -> Self {
        let (home, clock) = (TestHome::new(Home::Sqlite), Arc::new(SetClock::at(MORNING)));
        let server = Server::with(home.folder(), ServerKey::random().unwrap(), home.open(), clock.clone()).unwrap();
        storage::write(&*server.storage, |tx| {
            for (code, name, level) in [("610926", "平利县", "county"), ("610926101", "兴隆镇", "town")] {
                roster::put_division(tx, &code.parse().unwrap(), name, level)?;
            }
            Ok::<_, StorageError>(())
        })
        .unwrap();
        Self { server, clock, _home: home }
    }

    fn later(&self, seconds: i64) {
        self.clock.set(self.clock.now() + seconds);
    }

    fn add(&self, login: &str) -> String {
        let appointment = town("2017-09-01", None);
        add(&self.server, "root", &NewAccount { login: login.to_owned(), name: "陈玉华".to_owned(), appointment })
            .unwrap()
    }

    fn sign_in(&self, login: &str, password: &str, code: Option<&str>) -> Result<Seat, &'static str> {
        let attempt = Attempt {
            login: login.to_owned(),
            password: password.to_owned(),
            code: code.map(str::to_owned),
            address: "10.0.0.1".to_owned(),
            agent: "a browser".to_owned(),
        };
        let signed_in = sign_in(&self.server, &attempt).map_err(|error| error.code())?;
        seat(&self.server, &signed_in.token).map_err(|error| error.code())
    }

    fn actions(&self) -> Vec<String> {
        let rows = storage::read(&*self.server.storage, |tx| storage::audit::after(tx, 0, 1_000)).unwrap();
        rows.into_iter().map(|row| row.action).collect()
    }
}

fn town(from: &str, to: Option<&str>) -> Appointment {
    Appointment {
        role: Role::TownOffice,
        division: "610926101".parse().unwrap(),
        from: from.parse().unwrap(),
        to: to.map(|to| to.parse().unwrap()),
        deputy_for: None,
        unit: None,
    }
}

#[test]
fn a_new_account_signs_in_by_the_given_password_and_changes_it() {
    let office = Office::open();
    let given = office.add("Chenyh");
    let seat = office.sign_in(" CHENYH ", &given, None).unwrap();
    assert!(seat.given && seat.login == "chenyh");
    assert_eq!(
        change_password(&office.server, &seat, "not it", "青石板桥边三棵老柿树").unwrap_err().code(),
        "password.wrong"
    );
    assert_eq!(
        change_password(&office.server, &seat, &given, "陈玉华陈玉华陈玉华陈").unwrap_err().code(),
        "password.weak"
    );
    assert_eq!(change_password(&office.server, &seat, &given, &given).unwrap_err().code(), "password.same");
    change_password(&office.server, &seat, &given, "青石板桥边三棵老柿树").unwrap();
    assert_eq!(office.sign_in("chenyh", &given, None).unwrap_err(), "sign_in.wrong");
    assert!(!office.sign_in("chenyh", "青石板桥边三棵老柿树", None).unwrap().given);
}

#[test]
fn guessing_locks_a_name_whether_or_not_there_is_such_an_account() {
    let office = Office::open();
    let given = office.add("chenyh");
    for login in ["chenyh", "nobody"] {
        for _ in 0..4 {
            assert_eq!(office.sign_in(login, "wrong", None).unwrap_err(), "sign_in.wrong");
        }
        assert_eq!(office.sign_in(login, "wrong", None).unwrap_err(), "sign_in.locked");
    }
    assert_eq!(office.sign_in("chenyh", &given, None).unwrap_err(), "sign_in.locked", "also with the right one");
    office.later(60);
    assert!(office.sign_in("chenyh", &given, None).is_ok());
    assert_eq!(office.sign_in("chenyh", "wrong", None).unwrap_err(), "sign_in.wrong", "counted anew");
    assert_eq!(office.actions().iter().filter(|action| *action == "sign_in_locked").count(), 2);
}

#[test]
fn a_session_ends_when_it_is_not_used_and_after_a_working_day() {
    let office = Office::open();
    let given = office.add("chenyh");
    let attempt = Attempt {
        login: "chenyh".to_owned(),
        password: given,
        code: None,
        address: String::new(),
        agent: String::new(),
    };
    let token = || sign_in(&office.server, &attempt).unwrap().token;
    let sits = |token: &SessionToken| seat(&office.server, token).is_ok();
    let first = token();
    office.later(IDLE_SECONDS - 1);
    assert!(sits(&first));
    office.later(IDLE_SECONDS - 1);
    assert!(sits(&first), "using it keeps it");
    office.later(IDLE_SECONDS);
    assert!(!sits(&first));
    let second = token();
    let mut hours = 0;
    while sits(&second) {
        office.later(3_600);
        hours += 1;
    }
    assert_eq!(hours, LONGEST_SECONDS / 3_600);
}

#[test]
fn one_sees_and_ends_ones_sessions() {
    let office = Office::open();
    let given = office.add("chenyh");
    let here = office.sign_in("chenyh", &given, None).unwrap();
    office.later(5);
    office.sign_in("chenyh", &given, None).unwrap();
    office.later(5);
    office.sign_in("chenyh", &given, None).unwrap();
    let sessions = seated(&office.server, &here).unwrap();
    assert_eq!(sessions.iter().map(|session| session.this).collect::<Vec<_>>(), [true, false, false]);
    end_session(&office.server, &here, sessions[1].id).unwrap();
    assert_eq!(seated(&office.server, &here).unwrap().len(), 2);
    end_others(&office.server, &here).unwrap();
    assert_eq!(seated(&office.server, &here).unwrap().len(), 1);
    sign_out(&office.server, &here).unwrap();
    assert!(seated(&office.server, &here).unwrap().is_empty());
}

#[test]
fn each_code_of_the_second_factor_is_good_once_and_so_is_a_spare_one() {
    let office = Office::open();
    let given = office.add("chenyh");
    let here = office.sign_in("chenyh", &given, None).unwrap();
    let begun = begin_second_factor(&here).unwrap();
    let at = |now: i64| {
        let secret = totp_rs::Secret::try_from_base32(&begun.secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("chenyh").with_issuer(Some("Cunji"));
        totp.build().unwrap().generate(u64::try_from(now).unwrap()).to_string()
    };
    let confirm =
        |password: &str, code: &str| confirm_second_factor(&office.server, &here, password, &begun.secret, code);
    assert_eq!(confirm(&given, "000000").unwrap_err().code(), "second_factor.code_wrong");
    assert_eq!(confirm("not it", &at(MORNING)).unwrap_err().code(), "password.wrong");
    let spare = confirm(&given, &at(MORNING)).unwrap();
    assert_eq!(spare.len(), 10);

    assert_eq!(office.sign_in("chenyh", &given, None).unwrap_err(), "sign_in.code_needed");
    assert_eq!(office.sign_in("chenyh", &given, Some(&at(MORNING))).unwrap_err(), "sign_in.code_wrong", "it was used");
    office.later(30);
    assert!(office.sign_in("chenyh", &given, Some(&at(MORNING + 30))).unwrap().second_factor);
    assert_eq!(office.sign_in("chenyh", &given, Some(&at(MORNING + 30))).unwrap_err(), "sign_in.code_wrong");
    assert!(office.sign_in("chenyh", &given, Some(&spare[3].to_uppercase())).is_ok());
    assert_eq!(office.sign_in("chenyh", &given, Some(&spare[3])).unwrap_err(), "sign_in.code_wrong");

    assert_eq!(end_second_factor(&office.server, &here, "not it").unwrap_err().code(), "password.wrong");
    end_second_factor(&office.server, &here, &given).unwrap();
    assert!(office.sign_in("chenyh", &given, None).is_ok());
}

#[test]
fn who_speaks_for_a_lead_unit_reaches_the_villages_that_it_leads() {
    let office = Office::open();
    let code = |text: &str| text.parse::<cunji_domain::division::DivisionCode>().unwrap();
    let (led, other, left) = (code("610926101205"), code("610926101206"), code("610926101207"));
    let (since, until) = ("2017-01-01".parse().unwrap(), Some("2017-08-31".parse().unwrap()));
    storage::write(&*office.server.storage, |tx| {
        for (village, unit, to, lead) in [
            (&led, "市示范林业站", None, "市示范农业局"),
            (&other, "市示范粮站", None, "市示范粮食局"),
            (&left, "市示范林业站", until, "市示范农业局"),
        ] {
            roster::put_team(tx, village, unit, since, to)?;
            roster::set_team_lead(tx, village, unit, Some(lead))?;
        }
        Ok::<_, StorageError>(())
    })
    .unwrap();
    let of = |unit: Option<&str>| Appointment {
        role: Role::LeadUnit,
        division: code("610926"),
        unit: unit.map(|unit| unit.parse().unwrap()),
        ..town("2017-09-01", None)
    };
    let new = |unit| {
        let account = NewAccount { login: "yan".to_owned(), name: "严正清".to_owned(), appointment: of(unit) };
        add(&office.server, "root", &account).map_err(|error| (error.code(), error.zh()))
    };
    let (missing, told) = new(None).unwrap_err();
    assert!(missing == "appointment.unit_missing" && told.contains("市示范农业局"), "{told}");
    assert_eq!(new(Some("市示范农业")).unwrap_err().0, "appointment.unit_unknown", "a mistyped one leads nothing");
    let given = new(Some("市示范农业局")).unwrap();
    let reaches = |login: &str, given: &str| {
        let seat = office.sign_in(login, given, None).unwrap();
        let of_each =
            [&led, &other, &left, &code("610926101"), &code("610926")].map(|there| seat.may(Act::ReadRecords, there));
        assert_eq!(seat.divisions_where(Act::ReadRecords), if of_each[0] { vec![led.clone()] } else { Vec::new() });
        of_each
    };
    assert_eq!(reaches("yan", &given), [true, false, false, false, false]);

    // One of before units were asked for sees nothing until it has one; nothing of it is lost, and it can be ended.
    let old = office.add("wu");
    storage::write(&*office.server.storage, |tx| {
        accounts::put_role(
            tx,
            "wu",
            &Appointment { to: Some("2017-09-01".parse().unwrap()), ..town("2017-09-01", None) },
        )?;
        accounts::put_role(tx, "wu", &of(None))
    })
    .unwrap();
    office.later(86_400);
    assert_eq!(reaches("wu", &old), [false; 5]);
    let appointed = |wish: &Appointment| appoint(&office.server, "root", "wu", wish).map_err(|error| error.code());
    assert_eq!(appointed(&of(Some("市示范粮"))), Err("appointment.unit_unknown"));
    appointed(&of(Some("市示范农业局"))).unwrap();
    assert_eq!(reaches("wu", &old), [true, false, false, false, false]);
    assert_eq!(appointed(&of(Some("市示范粮食局"))), Err("appointment.another_unit"), "not turned into another's");
    // Who ends it need not name the unit, and it stays named.
    appointed(&Appointment { to: Some("2017-09-02".parse().unwrap()), ..of(None) }).unwrap();
    let kept = storage::read(&*office.server.storage, |tx| accounts::roles(tx, "wu")).unwrap();
    let unit = |held: &Appointment| held.unit.as_ref().map(ToString::to_string);
    assert_eq!(kept.iter().find_map(unit).as_deref(), Some("市示范农业局"));
}

#[test]
fn a_role_counts_on_its_days_and_a_deputy_stands_in_for_somebody() {
    let office = Office::open();
    let given = office.add("chenyh");
    let village = "610926101205".parse().unwrap();
    assert!(office.sign_in("chenyh", &given, None).unwrap().may(Act::Review, &village));
    appoint(&office.server, "root", "chenyh", &town("2017-09-01", Some("2017-09-01"))).unwrap();
    let county = Appointment {
        role: Role::CountyOffice,
        division: "610926".parse().unwrap(),
        from: "2017-09-03".parse().unwrap(),
        to: Some("2017-09-10".parse().unwrap()),
        deputy_for: Some("lixm".to_owned()),
        unit: None,
    };
    let refused = |wish: &Appointment| appoint(&office.server, "root", "chenyh", wish).unwrap_err().code();
    assert_eq!(refused(&county), "appointment.nobody_stood_in_for", "there is no such account");
    let own = Appointment { deputy_for: Some("chenyh".to_owned()), ..county.clone() };
    assert_eq!(refused(&own), "appointment.nobody_stood_in_for");
    office.add("lixm");
    assert_eq!(refused(&county), "appointment.nobody_stood_in_for", "a town's is no county's");
    let of_county = Appointment { from: "2017-01-01".parse().unwrap(), deputy_for: None, ..county.clone() };
    let gone = Appointment { to: Some("2017-09-02".parse().unwrap()), ..of_county.clone() };
    appoint(&office.server, "root", "lixm", &gone).unwrap();
    assert_eq!(refused(&county), "appointment.nobody_stood_in_for", "they are gone by then");
    appoint(&office.server, "root", "lixm", &of_county).unwrap();
    appoint(&office.server, "root", "chenyh", &county).unwrap();
    let on = |days: i64| {
        office.clock.set(MORNING + days * 86_400);
        let seat = office.sign_in("chenyh", &given, None).unwrap();
        (seat.may(Act::Review, &village), seat.may(Act::KeepAccounts, &"610926".parse().unwrap()))
    };
    assert_eq!(
        (on(0), on(1), on(2), on(9), on(10)),
        ((true, false), (false, false), (true, true), (true, true), (false, false))
    );
    let unknown = appoint(&office.server, "root", "nobody", &town("2017-09-01", None)).unwrap_err();
    assert_eq!(unknown.code(), "account.unknown");
    let without_end = Appointment { to: None, ..county };
    assert_eq!(
        appoint(&office.server, "root", "chenyh", &without_end).unwrap_err().code(),
        "appointment.deputy_without_end"
    );
}

#[test]
fn a_role_is_given_where_there_is_such_a_division_and_ended_anywhere() {
    let office = Office::open();
    let nowhere = |to: Option<&str>| Appointment { division: "610926199".parse().unwrap(), ..town("2017-09-01", to) };
    let new =
        |login: &str| NewAccount { login: login.to_owned(), name: "陈玉华".to_owned(), appointment: nowhere(None) };
    let refused = add(&office.server, "root", &new("chenyh")).unwrap_err();
    assert_eq!(refused.code(), "division.unknown");
    assert!(refused.zh().contains("610926199") && refused.zh().contains("import divisions"), "{refused}");
    office.add("chenyh");
    assert_eq!(appoint(&office.server, "root", "chenyh", &nowhere(None)).unwrap_err().code(), "division.unknown");

    // As a program of before gave it.
    storage::write(&*office.server.storage, |tx| accounts::put_role(tx, "chenyh", &nowhere(None))).unwrap();
    appoint(&office.server, "root", "chenyh", &nowhere(Some("2017-09-01"))).unwrap();
}

#[test]
fn a_closed_account_sits_nowhere_and_a_new_password_ends_everything_before_it() {
    let office = Office::open();
    let given = office.add("chenyh");
    let attempt = |password: &str| office.sign_in("chenyh", password, None);
    let here = attempt(&given).unwrap();
    let fresh = new_password(&office.server, "root", "chenyh").unwrap();
    assert!(seated(&office.server, &here).unwrap().is_empty());
    assert_eq!(attempt(&given).unwrap_err(), "sign_in.wrong");
    assert!(attempt(&fresh).unwrap().given);
    close(&office.server, "root", "chenyh").unwrap();
    assert_eq!(attempt(&fresh).unwrap_err(), "sign_in.wrong");
    let taken =
        NewAccount { login: "chenyh".to_owned(), name: "别人".to_owned(), appointment: town("2017-09-01", None) };
    assert_eq!(
        add(&office.server, "root", &taken).unwrap_err().code(),
        "account.taken",
        "a login is one person's for good"
    );
}

#[test]
fn the_days_of_the_audit_are_sealed_and_no_row_can_be_changed_or_left_out() {
    let office = Office::open();
    let given = office.add("chenyh");
    office.sign_in("chenyh", &given, None).unwrap();
    let today = || cunji_domain::time::local_day(office.clock.now()).unwrap();
    assert_eq!(audit::seal(&office.server, today()).unwrap(), None, "the day is not over");
    office.later(86_400);
    assert_eq!(audit::seal(&office.server, today()).unwrap().unwrap().last_number, 3);
    assert_eq!(audit::seal(&office.server, today()).unwrap(), None);
    office.sign_in("chenyh", &given, None).unwrap();
    office.later(3 * 86_400);
    assert_eq!(audit::seal(&office.server, today()).unwrap().unwrap().last_number, 4);
    office.sign_in("chenyh", &given, None).unwrap();

    let prove = || {
        let kept = audit::kept_seals(&office.server.data).unwrap();
        storage::read(&*office.server.storage, |tx| audit::prove(tx, &office.server, &kept))
            .map_err(|error| error.code())
    };
    assert_eq!(prove().unwrap(), audit::AuditProof { days: 2, kept: 2, sealed: 4, open: 1, overdue: 0 });
    let tampered = |sql: &str, back: &str| {
        let run = |sql: &str| storage::write(&*office.server.storage, |tx| tx.execute(sql, &[])).unwrap();
        run(sql);
        let told = prove();
        run(back);
        assert!(prove().is_ok());
        told.unwrap_err()
    };
    assert_eq!(
        tampered("UPDATE audit SET at = at + 1 WHERE number = 2", "UPDATE audit SET at = at - 1 WHERE number = 2"),
        "audit.broken"
    );
    assert_eq!(
        tampered("UPDATE audit SET number = 9 WHERE number = 4", "UPDATE audit SET number = 4 WHERE number = 9"),
        "audit.broken"
    );
    assert_eq!(
        tampered("UPDATE audit SET number = 9 WHERE number = 5", "UPDATE audit SET number = 5 WHERE number = 9"),
        "audit.gap"
    );
    assert_eq!(
        tampered(
            "UPDATE audit_seal SET last_number = 2 WHERE last_number = 3",
            "UPDATE audit_seal SET last_number = 3 WHERE last_number = 2"
        ),
        "audit.rewritten"
    );
    let accounts = storage::read(&*office.server.storage, accounts::all).unwrap();
    assert_eq!(accounts.len(), 1);
}
