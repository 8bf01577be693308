//! Made-up chains for the tests of this crate.

use std::collections::BTreeMap;

use cunji_domain::division::DivisionCode;
use cunji_domain::record::Value;
use cunji_history::signed::{Deployment, Stretch};
use cunji_history::{DeviceId, DeviceKey, Edit, EditId, Entry, Evidence, Head, Op, Seed, Suite};

use crate::{Body, CarriedEvidence, DownEntry, DownFrame, EntrySalts, FrameFault, Sender, UpEntry, UpFrame, salts};

pub const DEPLOYMENT: Deployment = Deployment([9; 16]);

/// A device that writes into one space.
pub struct Chain {
    pub key: DeviceKey,
    pub space: DivisionCode,
    pub seeds: BTreeMap<u64, Seed>,
    pub entries: Vec<UpEntry>,
}

impl Chain {
    pub fn new(number: u8) -> Self {
        Self {
            key: DeviceKey::from_bytes(&[number; 32]),
            space: "610926101205".parse().unwrap(),
            seeds: BTreeMap::new(),
            entries: Vec::new(),
        }
    }

    pub fn device(&self) -> DeviceId {
        self.key.public().device_id(0)
    }

    pub fn sender(&self) -> Sender<'_> {
        Sender { deployment: DEPLOYMENT, suite: Suite::Ed25519Sha256, space: &self.space, device: self.device() }
    }

    pub fn edit(&self, kind: u16, key: Option<Vec<Value>>, parents: Vec<EditId>, ops: Vec<Op>) -> Edit {
        Edit { kind, space: self.space.clone(), author: "c0017".parse().unwrap(), key, schema: 1, parents, ops }
    }

    /// Writes the next entry and gives its edit's id.
    pub fn write(&mut self, edit: Edit, written_at: i64, evidence: Option<Evidence>) -> EditId {
        let number = self.entries.len() as u64 + 1;
        let block = Seed::block_of(number);
        let seed = self.seeds.entry(block).or_insert_with(|| Seed([block as u8 + 1; 16]));
        let id = edit.id(salts::edit_salt(seed, number));
        let entry = Entry {
            space: self.space.clone(),
            device: self.key.public().device_id(0),
            number,
            previous: self.entries.last().map(|up| up.entry.hash()),
            edit: id,
            evidence: evidence.as_ref().map(|evidence| evidence.hash(salts::evidence_salt(seed, number))),
            written_at,
        };
        let evidence = evidence.map(CarriedEvidence::Taken);
        self.entries.push(UpEntry { entry, body: Body::Edit(edit), evidence, salts: EntrySalts::Seeded });
        id
    }

    /// The head after this many entries.
    pub fn head(&self, number: usize) -> Option<Head> {
        let entry = &self.entries.get(number.checked_sub(1)?)?.entry;
        Some(Head { space: self.space.clone(), device: self.device(), number: entry.number, hash: entry.hash() })
    }

    pub fn number_of(&self, edit: &EditId) -> Option<u64> {
        self.entries.iter().find(|up| up.entry.edit == *edit).map(|up| up.entry.number)
    }

    /// The frame of the entries with these indices.
    pub fn frame(&self, range: std::ops::Range<usize>) -> Result<UpFrame, FrameFault> {
        UpFrame::build(
            self.sender(),
            &self.entries[range],
            &self.seeds,
            |edit| self.number_of(edit),
            |message| self.key.sign(message),
        )
    }

    /// All entries, as a log that holds nothing else would give them.
    pub fn down(&self) -> Vec<DownEntry> {
        let entries = self.entries.iter().map(|up| DownEntry {
            number: up.entry.number + 100,
            device: up.entry.device,
            chain_number: up.entry.number,
            edit: up.entry.edit,
            body: up.body.clone(),
            salt: Some(salts::edit_salt(&self.seeds[&Seed::block_of(up.entry.number)], up.entry.number)),
            written_at: up.entry.written_at,
        });
        entries.collect()
    }
}

/// A month's beginning in small: three visits, a diary, an edit of the diary, a withdrawal, a set.
pub fn sample() -> Chain {
    let mut chain = Chain::new(7);
    let place = |n: i32| Evidence {
        place: Some((32_211_034 + n * 7, 109_305_122 - n * 11)),
        accuracy: Some(12),
        provider: Some(1),
        mock: Some(false),
        since_boot: Some(86_400_000 + n as u64 * 1_000_003),
        last_server_time: Some((1_504_200_000, 80_000_000)),
        from_anchor: None,
    };
    let splice = |insert: &str| Op::Splice { field: 1, at: 0, delete: 0, insert: insert.to_owned() };
    for (n, findings) in
        ["茶园两亩已挂果,愁销路。", "老人慢病证没办,约下周同去。", "院坝已硬化,水管冻裂。"].into_iter().enumerate()
    {
        let ops = vec![Op::Put(2, Value::Text(format!("h{n:03}"))), splice(findings), Op::Put(5, Value::Int(92))];
        let edit = chain.edit(11, None, Vec::new(), ops);
        chain.write(edit, 1_504_254_600 + n as i64 * 3600, Some(place(n as i32)));
    }
    let key = vec![Value::Text("c0017".to_owned()), Value::Int(17_410)];
    let ops = vec![
        splice("入户三家,晚上整理台账,住村。\u{e5e5}"),
        Op::Put(3, Value::Text("village".to_owned())),
        Op::Add(4, Value::Text("policy".to_owned()), Value::Null),
        Op::Add(4, Value::Text("road".to_owned()), Value::Null),
    ];
    let edit = chain.edit(10, Some(key.clone()), Vec::new(), ops);
    let diary = chain.write(edit, 1_504_270_000, None);
    let ops = vec![
        Op::Splice { field: 1, at: 2, delete: 2, insert: "四家".to_owned() },
        Op::Remove(4, Value::Text("road".to_owned())),
        Op::Put(6, Value::List(vec![Value::Bool(true), Value::Null, Value::Bytes(vec![1, 2, 3])])),
    ];
    let edit = chain.edit(10, Some(key.clone()), vec![diary], ops);
    let second = chain.write(edit, 1_504_270_600, Some(Evidence::default()));
    let mut parents = vec![second, EditId([3; 32])];
    parents.sort_unstable();
    let edit = chain.edit(10, Some(key), parents, vec![Op::Withdraw("写错了日子".to_owned())]);
    chain.write(edit, 1_504_271_000, None);
    chain
}

/// The server of these tests.
pub fn server() -> DeviceKey {
    DeviceKey::from_bytes(&[200; 32])
}

/// The sample as the server gives it.
pub fn sealed(entries: &[DownEntry]) -> Result<DownFrame, FrameFault> {
    let stretch = Stretch { server: server().public().device_id(3), space: "610926101205".parse().unwrap(), epoch: 3 };
    DownFrame::seal(stretch, 0, Suite::Ed25519Sha256, DEPLOYMENT, entries, |message| server().sign(message))
}
