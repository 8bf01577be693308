//! Which pictures there are, and what is done for each.

use super::long_texts::NUMBER;
use super::scene::{AFTER, CADRE, FRESH, FULL, LOCKED, LONG, MANY, NOBODY, REFUSED, SECRETARY, SECRETARY_AFTER};
use crate::window::Window;

/// One picture: what it shows, of whose phone, and how one gets there. The pictures of one phone are taken one after another.
pub(super) struct Picture {
    pub name: &'static str,
    pub state: &'static str,
    pub steps: fn(&Window),
}

const fn picture(name: &'static str, state: &'static str, steps: fn(&Window)) -> Picture {
    Picture { name, state, steps }
}

pub(super) const PICTURES: &[Picture] = &[
    picture("first-start", NOBODY, |window| window.sees_element("input[name=code]")),
    picture("today-fresh", FRESH, |window| window.sees_element(".day-form")),
    picture("visits-fresh", FRESH, |window| {
        window.go("/visits");
        window.sees_element(".list .card");
    }),
    picture("friends-empty", FRESH, |window| {
        window.go("/friends");
        window.sees_element(".list .card");
    }),
    picture("problems-empty", FRESH, |window| {
        window.go("/problems");
        window.sees_element(".list .card");
    }),
    picture("attendance-empty", FRESH, |window| {
        window.go("/attendance");
        window.sees_element(".columns .card");
    }),
    picture("me-fresh", FRESH, |window| {
        window.go("/me");
        window.sees_element(".line .state");
    }),
    picture("complaints-empty", FRESH, |window| {
        window.go("/complaints");
        window.sees_element("textarea");
    }),
    picture("lock", LOCKED, |window| window.sees_element("input[name=secret]")),
    picture("note-while-locked", LOCKED, |window| {
        window.tap_at(".note .button");
        window.sees_element("textarea");
    }),
    picture("recover", LOCKED, |window| {
        window.tap_at(".main-button");
        window.tap_at(".forgot");
        window.sees_element(".back");
    }),
    picture("today", CADRE, |window| {
        window.sees_element(".day-form");
    }),
    picture("today-lower", CADRE, |window| window.scroll_to_end()),
    picture("today-earlier", CADRE, |window| {
        window.go("/today/2017-09-13");
        window.sees_element(".day-form");
    }),
    picture("me", CADRE, |window| {
        window.go("/me");
        window.sees_element(".line .state");
    }),
    picture("me-settings", CADRE, |window| {
        window.go("/me/settings");
        window.sees_element("[role=switch]");
    }),
    picture("me-check", CADRE, |window| {
        window.go("/me/check");
        window.sees_element(".todo, .fact");
    }),
    picture("me-devices", CADRE, |window| {
        window.go("/me/devices");
        window.sees_element(".card");
    }),
    picture("me-share-diary", CADRE, |window| {
        window.go("/me/share_diary");
        window.sees_element(".main-button");
    }),
    picture("me-pin", CADRE, |window| {
        window.go("/me/pin");
        window.sees_element(".choose");
    }),
    picture("me-returned", CADRE, |window| {
        window.go("/me/returned");
        window.sees_element(".card");
    }),
    picture("me-judged", CADRE, |window| {
        window.go("/me/judged");
        window.sees_element(".card");
    }),
    picture("locked-notes", CADRE, |window| {
        window.go("/locked-notes");
        window.sees_element("main h1");
    }),
    picture("new-code", CADRE, |window| {
        window.go("/new-code");
        window.sees_element("input[name=code]");
    }),
    picture("me-licences", CADRE, |window| {
        window.go("/me/licences");
        window.sees_element(".card .head");
    }),
    picture("visits", CADRE, |window| {
        window.go("/visits");
        window.sees_element(".list .row .button");
    }),
    picture("visits-search", CADRE, |window| {
        window.type_into("find", "zh");
        window.sees_element(".list .card h2 [role='status']");
    }),
    picture("household", CADRE, |window| {
        window.go("/visits/household/h004");
        window.sees_element(".record .card");
    }),
    picture("visit-form", CADRE, |window| {
        window.go("/visits/new/h004");
        window.sees_element(".record textarea");
    }),
    picture("visit-form-unlisted", CADRE, |window| {
        window.go("/visits/new");
        window.sees_element(".record .short-field");
    }),
    picture("friends", CADRE, |window| {
        window.go("/friends");
        window.sees_element(".list .card");
    }),
    picture("problems", CADRE, |window| {
        window.go("/problems");
        window.sees_element(".list .card");
    }),
    picture("problem-form", CADRE, |window| {
        window.go("/problems/new");
        window.sees_element(".record textarea");
    }),
    picture("friend-form", CADRE, |window| {
        window.go("/friends/new");
        window.sees_element("form input, .record input, input");
    }),
    picture("friend", CADRE, |window| {
        window.go("/friends");
        window.tap_at(".list .words.link");
        window.sees_element(".record .card");
    }),
    picture("contact-form", CADRE, |window| {
        window.go("/friends");
        window.tap_at(".friend .row > .button");
        window.tap_at(".ways .button");
        window.tap_at(".logged .more");
        window.sees_element(".record textarea");
    }),
    picture("attendance", CADRE, |window| {
        window.go("/attendance");
        window.sees_element(".columns .card");
    }),
    picture("attendance-lower", CADRE, |window| window.scroll_to_end()),
    picture("attendance-day", CADRE, |window| {
        window.go("/attendance/day/2017-09-13");
        window.sees_element(".card .state");
    }),
    picture("attendance-explain", CADRE, |window| {
        window.go("/attendance/explain/2017-09-13");
        window.sees_element("textarea");
    }),
    picture("leave-form", CADRE, |window| {
        window.go("/attendance/leave");
        window.sees_element(".card");
    }),
    picture("leave-reason", CADRE, |window| {
        window.go("/attendance/leave");
        window.tap_at(".card .choice");
        window.tap_at(".main-button");
        window.sees_element(".medical");
    }),
    picture("note-form", CADRE, |window| {
        window.go("/visits/household/h004?note=1");
        window.sees_element(".record textarea");
        window
            .script("document.querySelector('.record textarea').scrollIntoView({ block: 'center' })", vec![])
            .expect("the window is there");
    }),
    picture("month-codes", CADRE, |window| {
        window.go("/attendance/codes/2017-08-01");
        window.sees_element(".card, svg, canvas");
    }),
    picture("complaints", CADRE, |window| {
        window.go("/complaints");
        window.sees_element("textarea");
    }),
    picture("me-drafts", CADRE, |window| {
        window.go("/me/drafts");
        window.sees_element(".card");
    }),
    picture("me-export", CADRE, |window| {
        window.go("/me/export");
        window.sees_element(".card, .button");
    }),
    picture("today-secretary", SECRETARY, |window| window.sees_element(".day-form")),
    picture("team", SECRETARY, |window| {
        window.go("/attendance/team");
        window.sees_element(".columns .card");
    }),
    picture("team-lower", SECRETARY, |window| window.scroll_to_end()),
    picture("read-month", SECRETARY, |window| {
        window.go("/attendance/read");
        window.sees_element("main h1");
    }),
    picture("tonight-away", SECRETARY, |window| {
        window.go("/attendance/team");
        window.tap_at(".pair > .button:last-child");
        window.sees_element(".chips");
    }),
    picture("voice-leave", SECRETARY, |window| {
        window.go("/attendance/voice-leave");
        window.sees_element(".card");
    }),
    picture("today-after", AFTER, |window| window.sees_element(".day-form")),
    picture("me-after", AFTER, |window| {
        window.go("/me");
        window.sees_element(".line .state");
    }),
    picture("me-conflicts", AFTER, |window| {
        window.go("/me/conflicts");
        window.sees_element(".card");
    }),
    picture("visits-to-confirm", AFTER, |window| {
        window.go("/visits/to-confirm");
        window.sees_element(".card");
    }),
    picture("attendance-after", AFTER, |window| {
        window.go("/attendance/month/2017-09-01");
        window.sees_element(".columns .card");
    }),
    picture("team-after", SECRETARY_AFTER, |window| {
        window.go("/attendance/team/2017-09-01");
        window.sees_element(".columns .card");
    }),
    picture("team-day", SECRETARY_AFTER, |window| {
        window.go("/attendance/day/2017-09-13/c0019");
        window.sees_element(".card .state");
    }),
    picture("reason-form", SECRETARY_AFTER, |window| {
        window.go("/attendance/day/2017-09-13/c0019");
        window.tap_at(".pair .button[href*='/reason/']");
        window.sees_element("textarea");
    }),
    picture("today-long", LONG, |window| window.sees_element(".day-form .tile img")),
    picture("today-long-lower", LONG, |window| window.scroll_to_end()),
    picture("visits-long", LONG, |window| {
        window.go("/visits");
        window.sees_element(".list .row .button");
    }),
    picture("household-long", LONG, |window| {
        window.go(&format!("/visits/household/{NUMBER}"));
        window.sees_element(".record .card");
    }),
    picture("household-long-lower", LONG, |window| window.scroll_to_end()),
    picture("visit-form-long", LONG, |window| {
        window.go(&format!("/visits/new/{NUMBER}"));
        window.sees_element(".record textarea");
    }),
    picture("friends-long", LONG, |window| {
        window.go("/friends");
        window.sees_element(".list .card");
        window.scroll_to_end();
    }),
    picture("problems-long", LONG, |window| {
        window.go("/problems");
        window.sees_element(".list .card");
    }),
    picture("photo-full", LONG, |window| {
        window.go("/today");
        window.tap_at(".tile");
        window.sees_element(".photo-full img");
    }),
    picture("today-many", MANY, |window| window.sees_element(".day-form")),
    picture("visits-many", MANY, |window| {
        window.go("/visits");
        window.sees_element(".list .row .button");
    }),
    picture("visits-many-search", MANY, |window| {
        window.type_into("find", "zhang");
        window.sees_element(".list .card h2 [role='status']");
    }),
    picture("household-many", MANY, |window| {
        window.go("/visits/household/h0000");
        window.sees_element(".record .card");
        window.scroll_to_end();
    }),
    picture("me-refused", REFUSED, |window| {
        window.go("/me");
        window.sees_element(".line .sentences");
    }),
    picture("today-refused", REFUSED, |window| {
        window.go("/today");
        window.sees_element(".day-form");
    }),
    picture("today-full", FULL, |window| {
        // What the database wrote before leaves it some room in its log: somebody writes on until that is used up.
        let written = "下午又修水管。".repeat(40);
        window.until("the phone says that there is no space", || {
            let field = "const field = document.querySelector('.day-form textarea'); field.value += arguments[0];
                field.dispatchEvent(new Event('input', { bubbles: true }));
                return document.querySelector('.day-form .sentences') !== null;";
            Ok(window.script(field, vec![written.as_str().into()])? == true)
        });
        window.until("the line under the form says so, too", || {
            let shown = window.shown()?;
            Ok(shown.contains("还没存上") || shown.contains("Not kept yet"))
        });
        window.scroll_to_end();
    }),
];
