//! A village's year through the store: save, deliver, replay, against bare inserts. `cargo run -p cunji-store --features testing --example
//! village_year`
#![allow(clippy::print_stdout)]

use std::time::Instant;

use chrono::{Days, NaiveDate};
use cunji_domain::record::{Scalar, Value};
use cunji_history::signed::{Delivered, Deployment, Stretch, down_message};
use cunji_history::{DeviceKey, Edit, Op, Salt, Suite};
use cunji_store::bare::{BareDatabase, edit_bytes, replay_times};
use cunji_store::{Cost, DownEdit, DownEntry, DownFrame, Enrolment, Epoch, NewEdit, Store};

const NOW: i64 = 1_504_265_400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::temp_dir().join(format!("cunji-village-year-{}", std::process::id()));
    let server = DeviceKey::random()?;
    let mut store = Store::create(&dir.join("phone"), "p", Cost::CHEAPEST, NOW)?;
    store.set_enrolment(&enrolment()?)?;
    store.meet_epoch(&Epoch { epoch: 0, public_key: server.public(), suite: Suite::Ed25519Sha256 }, NOW)?;
    let entries = year()?;
    let begun = Instant::now();
    for chunk in entries.chunks(200) {
        store.deliver(&frame(&server, chunk))?;
    }
    println!("deliver {} entries: {:?}", entries.len(), begun.elapsed());
    for _ in 0..3 {
        let beside = dir.join("bare.db");
        let times = replay_times(&mut store, &beside)?;
        std::fs::remove_file(&beside)?;
        let ratio = times.replay.as_secs_f64() / times.bare.as_secs_f64();
        println!("replay {} rows: {:?}, bare {:?}, {ratio:.2} times", times.rows, times.replay, times.bare);
    }
    let begun = Instant::now();
    let report = store.verify()?;
    println!("verify {} edits: {:?}, {:?}", report.edits, begun.elapsed(), report.fault);
    let begun = Instant::now();
    store.digests()?;
    println!("digests: {:?}", begun.elapsed());
    let mut bare = BareDatabase::create(&dir.join("bare-save.db"))?;
    let (mut saves, mut inserts) = (Vec::new(), Vec::new());
    for (entry, bytes) in entries.iter().zip(edit_bytes(&store)?).take(300) {
        let mut edit = entry.edit.edit().clone();
        edit.author = "c0099".parse()?;
        edit.key = None;
        edit.kind = 2;
        let begun = Instant::now();
        store.save(NewEdit { edit, evidence: None, written_at: NOW })?;
        saves.push(begun.elapsed());
        let begun = Instant::now();
        bare.insert(&bytes)?;
        inserts.push(begun.elapsed());
    }
    saves.sort_unstable();
    inserts.sort_unstable();
    println!("save p50 {:?} p99 {:?}; bare p50 {:?} p99 {:?}", saves[150], saves[297], inserts[150], inserts[297]);
    drop(store);
    let begun = Instant::now();
    drop(Store::open(&dir.join("phone"), "p", NOW)?);
    println!("open: {:?}, {} bytes", begun.elapsed(), std::fs::metadata(dir.join("phone/cunji.db"))?.len());
    std::fs::remove_dir_all(dir)?;
    Ok(())
}

fn enrolment() -> Result<Enrolment, Box<dyn std::error::Error>> {
    Ok(Enrolment {
        server: "http://127.0.0.1:7610".to_owned(),
        deployment: Deployment([9; 16]),
        person: "c0017".parse()?,
        person_name: "陈小满".to_owned(),
        token: [0; 16],
        enrolled_at: NOW,
        certificate: [0; 64],
        spaces: vec!["610926101205".parse()?],
    })
}

/// Five cadres, a diary and four visits each on every day.
fn year() -> Result<Vec<DownEntry>, Box<dyn std::error::Error>> {
    let device = DeviceKey::random()?.public().device_id(0);
    let first = NaiveDate::from_ymd_opt(2017, 1, 1).ok_or("no such day")?;
    let mut entries = Vec::new();
    for day in first.iter_days().take_while(|day| *day < first + Days::new(365)) {
        for cadre in 0..5 {
            let author = format!("c{cadre:04}");
            for n in 0..5 {
                let text = format!(
                    "{day} 第{n}件:上午同村支书到三组看通组路,塌方两处,约二十米,已请镇里派铲车。晚上整理台账。"
                );
                let diary = n == 0;
                let splice = Op::Splice { field: if diary { 3 } else { 6 }, at: 0, delete: 0, insert: text };
                let mut ops = if diary {
                    vec![
                        Op::Put(1, Value::Text("village".into())),
                        Op::Add(2, Value::Text("visit".into()), Value::Null),
                    ]
                } else {
                    vec![Op::Put(1, day.to_value()), Op::Put(2, Value::Text(format!("h{n:03}")))]
                };
                ops.push(splice);
                let edit = Edit {
                    kind: if diary { 1 } else { 2 },
                    space: "610926101205".parse()?,
                    author: author.parse()?,
                    key: diary.then(|| vec![Value::Text(author.clone()), day.to_value()]),
                    schema: 1,
                    parents: Vec::new(),
                    ops,
                };
                let number = entries.len() as u64 + 1;
                let mut salt = [0; 16];
                salt[..8].copy_from_slice(&number.to_be_bytes());
                entries.push(DownEntry {
                    log_number: number,
                    device,
                    chain_number: number,
                    written_at: NOW,
                    edit: DownEdit::Whole { salt: Salt(salt), edit },
                });
            }
        }
    }
    Ok(entries)
}

fn frame(server: &DeviceKey, entries: &[DownEntry]) -> DownFrame {
    let space: cunji_domain::division::DivisionCode = entries[0].edit.edit().space.clone();
    let signed: Vec<Delivered> = entries
        .iter()
        .map(|entry| Delivered {
            number: entry.log_number,
            device: entry.device,
            chain_number: entry.chain_number,
            edit: entry.edit.id(),
            written_at: entry.written_at,
        })
        .collect();
    let id = server.public().device_id(0);
    let message = down_message(
        Deployment([9; 16]),
        Suite::Ed25519Sha256,
        &Stretch { server: id, space: space.clone(), epoch: 0 },
        &signed,
    );
    DownFrame {
        space,
        audience: 0,
        epoch: 0,
        server: id,
        suite: Suite::Ed25519Sha256,
        signature: server.sign(&message),
        entries: entries.to_vec(),
    }
}
