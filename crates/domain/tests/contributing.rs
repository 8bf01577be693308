//! The example of a new kind in CONTRIBUTING.md: it is compiled here, works, and is shown there as it stands here.

#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

mod exemplar;

use chrono::NaiveDate;
use cunji_domain::record::{CheckContext, IdRule, NothingKnown, Prose, RecordKind, RecordView};
use exemplar::Exemplar;

const PAGE: &str = include_str!("../../../CONTRIBUTING.md");

#[test]
fn the_page_shows_the_example_as_it_compiles() {
    for file in [include_str!("exemplar/mod.rs"), include_str!("exemplar/rules.rs")] {
        // Within the crate it is `crate::`; here, from outside, it can't be.
        let shown = file.replace("cunji_domain::", "crate::");
        assert!(PAGE.contains(&format!("```rust\n{shown}```")), "CONTRIBUTING.md does not show this:\n\n{shown}");
    }
}

#[test]
fn the_example_is_a_kind_with_fields_and_rules() {
    assert_eq!(Exemplar::DECL.id, IdRule::Creation);
    assert!(cunji_domain::kinds::by_number(Exemplar::DECL.number).is_none(), "the example's number is still free");
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let (space, author) = ("610926101205".parse().unwrap(), "c0017".parse().unwrap());
    let context = CheckContext { space: &space, author: &author, today: day("2017-09-15"), facts: &NothingKnown };
    let codes = |nominated: &str, deed: &str| {
        let exemplar = Exemplar { name: "张大爷".to_owned(), day: day(nominated), deed: Prose(deed.to_owned()) };
        let fields = exemplar.fields();
        let found = (Exemplar::DECL.check)(&RecordView { key: &exemplar.key(), fields: &fields }, &context);
        found.into_iter().map(|violation| violation.code).collect::<Vec<_>>()
    };
    assert!(codes("2017-09-15", "修好了三组的水渠。").is_empty());
    assert_eq!(codes("2017-09-16", ""), ["record.future_day", "record.text_missing"]);
}
