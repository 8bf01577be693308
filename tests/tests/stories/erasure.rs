//! Erased by law: gone everywhere, for good, and not to be guessed.

use std::collections::BTreeSet;

use cunji_domain::organisation::Role;
use cunji_domain::record::{FieldState, RecordId, RecordKind};
use cunji_domain::visit::HouseholdVisit;
use cunji_history::{Edit, EditId, Salt, Seed};
use cunji_server::storage::{chains, log};
use cunji_tests::story;
use cunji_tests::world::{Handset, World, village};
use serde_json::json;

/// Short and soon guessed: what a visit to somebody with this illness may say.
const COUNTY: &str = "610926";
const SAID: &str = "艾滋病";
const CANDIDATES: [&str; 6] = ["艾滋病", "结核病", "精神病", "癌症", "尿毒症", "肝炎"];

/// Every salt that somebody could find in the phones and at the server, and every salt that the seeds there give.
fn salts(world: &World, phones: &[&Handset], device: cunji_history::DeviceId) -> BTreeSet<Salt> {
    let mut salts = BTreeSet::from([Salt([0; 16])]);
    let mut seeds: Vec<Seed> = Vec::new();
    for phone in phones {
        phone.with(|phone| {
            let store = phone.store();
            if let Some(run) = store.outbox_beyond(&village(), 0).unwrap() {
                seeds.extend(run.seeds.into_iter().map(|(_, seed)| seed));
                salts.extend(run.entries.iter().flat_map(|entry| [entry.salt, entry.evidence_salt]).flatten());
            }
            for frame in store.frames(&village()).unwrap() {
                salts.extend(frame.entries.iter().filter_map(|entry| match &entry.edit {
                    cunji_store::DownEdit::Whole { salt, .. } => Some(*salt),
                    cunji_store::DownEdit::Erased { .. } => None,
                }));
            }
        });
    }
    world.office.read(|tx| {
        for entry in log::entries_of_chain(tx, &village(), device, 1, 1000)? {
            salts.extend(entry.link.salt.into_iter().chain(entry.link.evidence_salt));
        }
        seeds.extend(chains::seed(tx, &village(), device, 0)?);
        Ok(())
    });
    salts.extend(seeds.iter().flat_map(|seed| (1..=64).flat_map(|n| [seed.edit_salt(n), seed.evidence_salt(n)])));
    salts
}

/// Whether any of the candidates, under any salt, has the erased edit's id.
fn is_guessed(erased: EditId, like: &Edit, salts: &BTreeSet<Salt>) -> bool {
    CANDIDATES.iter().any(|candidate| {
        let mut guess = like.clone();
        for op in &mut guess.ops {
            if let cunji_history::Op::Splice { insert, .. } = op {
                *insert = (*candidate).to_owned();
            }
        }
        salts.iter().any(|salt| guess.id(*salt) == erased)
    })
}

fn findings(phone: &Handset, record: RecordId) -> Option<String> {
    let record = phone.with(|phone| phone.store().record(record)).unwrap()?;
    let field = record.decl()?.field_named("findings")?.number;
    match record.fields.get(&field)? {
        FieldState::Prose(text) => Some(text.clone()),
        _ => None,
    }
}

story!(
    /// A visit erased by law is gone from every phone with its next sync, stays gone after yesterday's backup is restored, and its
    /// hash, which must stay, can't be guessed by trying what it may have said.
    a_visit_erased_by_law_stays_erased_after_a_restore,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        chen.visit("2017-09-01", "h001", "前一户。");
        let visit = chen.visit("2017-09-01", "h002", SAID);
        let later = chen.visit("2017-09-01", "h003", "后一户。");
        let afar = world.phone("c0016");
        world.settle();
        let edit = visit.edit.unwrap();
        let whole = chen.with(|phone| phone.store().edit(edit)).unwrap().unwrap().edit;
        let device = chen.device();
        assert!(is_guessed(edit, &whole, &salts(world, &[&chen, &wang], device)), "whoever has the salts can try");
        let backup = world.new_folder();
        world.office.backup(&backup);

        world.erase(&village(), edit);
        assert_eq!(world.office.edit(&village(), edit), Some(None));
        let audit = world.desk("tian", Role::CountyOffice, COUNTY).get(&format!("/console/v1/divisions/{COUNTY}/audit?action=erased"));
        let [noted] = audit["rows"].as_array().unwrap().as_slice() else { panic!("{audit}") };
        assert_eq!((&noted["subject"], &noted["detail"]), (&json!(edit.to_string()), &json!("当事人依法要求删除")));
        chen.sync();
        wang.sync();
        assert_eq!(findings(&afar, visit.record).as_deref(), Some(SAID), "there was no signal to tell this one");
        for phone in [&chen, &wang] {
            assert_eq!(findings(phone, visit.record), None);
            assert_eq!(findings(phone, later.record).as_deref(), Some("后一户。"));
            assert_eq!(phone.fault(), None);
        }
        assert!(!is_guessed(edit, &whole, &salts(world, &[&chen, &wang], device)), "the salt and its seed are gone");

        // The backup still has it; the file of erasures does not let it come back, nor does any phone: not even one that was
        // away and offers the restored server all that it holds.
        world.restore_office(&backup);
        assert_eq!(world.office.edit(&village(), edit), Some(None));
        afar.sync();
        assert_eq!(findings(&afar, visit.record), None);
        world.settle();
        assert_eq!(world.office.edit(&village(), edit), Some(None));
        let li = world.phone("c0019");
        world.settle();
        for phone in [&chen, &wang, &li, &afar] {
            assert_eq!(findings(phone, visit.record), None);
            assert_eq!(findings(phone, later.record).as_deref(), Some("后一户。"));
        }
        assert!(!is_guessed(edit, &whole, &salts(world, &[&chen, &wang, &li, &afar], device)));

        // Nothing of the visit is left to be changed; what may stay is written anew by its author, as a visit of its own.
        let anew = |visit: &mut HouseholdVisit| visit.household = Some("h002".to_owned());
        let gone = chen.with(|phone| phone.change(visit.record, anew, &cunji_client::Beside::default())).unwrap_err();
        assert_eq!(gone.code(), "record.not_there", "{gone:?}");
        let rewritten = chen.visit("2017-09-01", "h002", "入户一家。");
        world.settle();
        assert_eq!(findings(&li, rewritten.record).as_deref(), Some("入户一家。"));
    }
);

story!(
    /// The creation of a record is erased and later edits of it stay: the record stands with what is left, on both databases, and its
    /// author writes anew what may be said.
    the_creation_is_erased_and_what_came_later_stays,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let visit = chen.visit("2017-09-01", "h002", SAID);
        let diary = chen.diary("2017-09-01", SAID);
        let beside = cunji_client::Beside::default();
        chen.with(|phone| phone.change::<HouseholdVisit>(visit.record, |visit| visit.satisfaction = Some(90), &beside)).unwrap();
        chen.diary("2017-09-01", &format!("{SAID}。住村。"));
        world.settle();
        world.erase(&village(), visit.edit.unwrap());
        world.erase(&village(), diary.edit.unwrap());
        world.settle();
        let field = HouseholdVisit::DECL.field_named("satisfaction").unwrap().number;
        for phone in [&chen, &wang] {
            let left = phone.with(|phone| phone.record(visit.record)).unwrap();
            assert_eq!(left.fields.len(), 1, "{left:?}");
            assert!(left.fields.contains_key(&field));
            assert!(!phone.diary_text("c0017", "2017-09-01").unwrap_or_default().contains(SAID));
        }
        let rewritten = chen.diary("2017-09-01", "住村,入户一家。");
        assert_eq!(rewritten.record, diary.record);
        world.settle();
        assert_eq!(wang.diary_text("c0017", "2017-09-01").unwrap(), "住村,入户一家。");
    }
);

story!(
    /// A draft lies open while the visit that it is of is erased: it gives up what was erased, and what its writer typed is written, the
    /// rest of the visit said anew, under the same id.
    a_draft_of_an_erased_visit_does_not_bring_it_back,
    |world| {
        let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
        let visit = chen.visit("2017-09-01", "h002", SAID);
        world.settle();
        let said = HouseholdVisit::DECL.field_named("findings").unwrap().number;
        let begun = chen.with(|phone| {
            let mut draft = phone.begin_draft_of(visit.record).unwrap();
            draft.fields.insert(said, FieldState::Prose(format!("{SAID},下次带药。")));
            phone.save_draft(&draft).unwrap();
            draft
        });
        world.erase(&village(), visit.edit.unwrap());
        chen.sync();
        let written = chen.with(|phone| {
            let mut draft = phone.draft(begun.id).unwrap();
            assert_eq!(draft.fields, [(said, FieldState::Prose(",下次带药。".to_owned()))].into());
            let anew = begun.fields.iter().filter(|(field, _)| **field != said);
            draft.fields.extend(anew.map(|(field, state)| (*field, state.clone())));
            phone.write_draft(&draft, None).unwrap()
        });
        assert_eq!(written.record, visit.record);
        world.settle();
        for phone in [&chen, &wang] {
            assert_eq!(findings(phone, visit.record).as_deref(), Some(",下次带药。"));
            assert_eq!(phone.fault(), None);
        }
        assert_eq!(chen.status().rejected, 0);
    }
);

story!(
    /// What is held or was rejected can be erased, too; the chain that carries it still proves.
    what_is_held_or_rejected_is_erased_as_well,
    |world| {
        let chen = world.phone("c0017");
        let rejected = chen.visit("2017-09-01", "h999", SAID);
        chen.sync();
        world.office.revoke(chen.device());
        let held = chen.visit("2017-09-01", "h001", SAID);
        chen.sync();
        for edit in [rejected.edit.unwrap(), held.edit.unwrap()] {
            world.erase(&village(), edit);
            assert_eq!(world.office.edit(&village(), edit), Some(None));
        }
        // The owner's new phone, and the teammates', hear of it; the revoked one is given nothing any more.
        let new = world.phone("c0017");
        world.settle();
        assert_eq!(findings(&new, held.record), None);
    }
);
