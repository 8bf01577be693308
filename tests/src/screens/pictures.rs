//! Which pictures there are, and what is done for each.

use super::scene::{CADRE, NOBODY, SECRETARY};
use crate::demo::PASSPHRASE;
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
    picture("lock", CADRE, |window| window.sees_element("input[name=secret]")),
    picture("today", CADRE, |window| {
        unlock(window);
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
    picture("today-secretary", SECRETARY, |window| {
        unlock(window);
        window.sees_element(".day-form");
    }),
];

fn unlock(window: &Window) {
    window.type_into("secret", PASSPHRASE);
    window.tap_at(".main-button");
}
