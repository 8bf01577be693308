//! Random lives of three phones: whatever happens in which order, tables follow from edits, and replicas that hold the same agree.

use cunji_history::{EditId, Op};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::Store;
use crate::testing::{NOW, TinyServer, diary, prove, save, stay, text, visit};

/// One thing that happens to one of three phones.
#[derive(Debug, Clone)]
enum Event {
    /// A diary of one of two days is written, on what the phone shows.
    Diary(usize, u8, String),
    /// The newest visit is written on, or a first one.
    Visit(usize, String),
    /// The diary of a day is withdrawn.
    Withdraw(usize, u8),
    /// Up; of the new entries, the server rejects those whose place has its bit set.
    Up(usize, u8),
    /// Down.
    Down(usize),
    /// An entry of the log is erased by law.
    Erase(u8),
    /// The phone takes a new device id.
    Reissue(usize),
    /// The read model is dropped and made anew.
    Rebuild(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let words = "[一-三a]{1,3}";
    let phone = 0_usize..3;
    prop_oneof![
        4 => (phone.clone(), 1_u8..3, words).prop_map(|(p, day, text)| Event::Diary(p, day, text)),
        3 => (phone.clone(), words).prop_map(|(p, text)| Event::Visit(p, text)),
        1 => (phone.clone(), 1_u8..3).prop_map(|(p, day)| Event::Withdraw(p, day)),
        3 => (phone.clone(), any::<u8>(), any::<u8>()).prop_map(|(p, a, b)| Event::Up(p, a & b)),
        3 => phone.clone().prop_map(Event::Down),
        1 => any::<u8>().prop_map(Event::Erase),
        1 => phone.clone().prop_map(Event::Reissue),
        1 => phone.prop_map(Event::Rebuild),
    ]
}

fn heads(store: &Store, day: u8) -> Vec<EditId> {
    let key = diary("c0017", &format!("2017-09-0{day}"), &[], Vec::new()).key.unwrap();
    let id = cunji_history::derived_record_id(1, &crate::testing::village(), &key);
    store.record(id).unwrap().map(|record| record.heads).unwrap_or_default()
}

struct World {
    server: TinyServer,
    phones: Vec<(TempDir, Store)>,
    rejected: Vec<EditId>,
}

impl World {
    fn live(&mut self, event: Event) {
        match event {
            Event::Diary(phone, day, words) => {
                let store = &mut self.phones[phone].1;
                let parents = heads(store, day);
                let code = if words.contains('一') { "village" } else { "town" };
                let ops = vec![stay(code), text(0, 0, &words)];
                save(store, diary("c0017", &format!("2017-09-0{day}"), &parents, ops));
            }
            Event::Visit(phone, words) => {
                let store = &mut self.phones[phone].1;
                let all =
                    store.records_of(cunji_domain::kinds::by_number(2).unwrap(), &crate::Filter::default()).unwrap();
                let parents = all.first().map(|record| record.heads.clone()).unwrap_or_default();
                save(store, visit("c0017", "2017-09-01", &parents, &words));
            }
            Event::Withdraw(phone, day) => {
                let store = &mut self.phones[phone].1;
                let parents = heads(store, day);
                if !parents.is_empty() {
                    let ops = vec![Op::Withdraw("写错了".to_owned())];
                    save(store, diary("c0017", &format!("2017-09-0{day}"), &parents, ops));
                }
            }
            Event::Up(phone, which) => self.up(phone, which),
            Event::Down(phone) => self.server.give(&mut self.phones[phone].1),
            Event::Erase(place) => {
                let whole: Vec<EditId> = self
                    .server
                    .log
                    .iter()
                    .filter(|entry| !entry.edit.edit().author.is_server() && !entry.edit.edit().ops.is_empty())
                    .filter(|entry| entry.edit.edit().own_record_id(entry.edit.id()).is_some())
                    .map(|entry| entry.edit.id())
                    .collect();
                if !whole.is_empty() {
                    self.server.erase(whole[usize::from(place) % whole.len()]);
                }
            }
            Event::Reissue(phone) => _ = self.phones[phone].1.reissue(NOW).unwrap(),
            Event::Rebuild(phone) => self.phones[phone].1.rebuild().unwrap(),
        }
    }

    /// A server rejects before it gives out, and with an edit what descends from it.
    fn up(&mut self, phone: usize, which: u8) {
        let before = self.server.log.len();
        self.server.take(&mut self.phones[phone].1);
        let mut new: Vec<_> = self.server.log.drain(before..).collect();
        for (place, mut entry) in new.drain(..).enumerate() {
            let edit = entry.edit.edit();
            let descends = edit.parents.iter().any(|parent| self.rejected.contains(parent));
            if descends || which >> (place % 8) & 1 == 1 {
                self.rejected.push(entry.edit.id());
                self.server.reject(entry.edit.id());
            } else {
                entry.log_number = self.server.log.len() as u64 + 1;
                self.server.log.push(entry);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn replicas_agree_and_tables_follow(events in prop::collection::vec(event(), 1..40)) {
        let server = TinyServer::new();
        let phones = (0..3).map(|_| server.enrol("c0017")).collect();
        let mut world = World { server, phones, rejected: Vec::new() };
        for event in events {
            world.live(event);
        }
        for phone in 0..3 {
            prove(&world.phones[phone].1);
            world.up(phone, 0);
        }
        for (_, store) in &mut world.phones {
            world.server.give(store);
            prove(store);
        }
        let digests: Vec<_> = world.phones.iter().map(|(_, store)| store.digests().unwrap()).collect();
        prop_assert_eq!(&digests[0], &digests[1]);
        prop_assert_eq!(&digests[0], &digests[2]);
        let (_late_dir, mut late) = world.server.enrol("c0018");
        world.server.give(&mut late);
        prove(&late);
        prop_assert_eq!(&digests[0], &late.digests().unwrap());
        prop_assert!(late.status().unwrap().waiting == 0);
    }
}
