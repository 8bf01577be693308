//! What the diary's schema 1 wrote: edits by hand, and the fixtures under `tests/fixtures/schema1/` (see the README there).

use std::path::Path;

use cunji_domain::diary::DiaryEntry;
use cunji_domain::record::{RecordKind, Scalar, Value};
use cunji_history::{Edit, EditId, Op};
use cunji_protocol::message::UpMessage;
use cunji_protocol::{RequestReader, primer};

use crate::world::{Home, World, a_day, copy_folder, pull, village};

/// The day on which the fixtures were written.
pub const LAST_DAY: &str = "2017-09-03";
/// What the phone had sent of its first day.
pub const SENT: &str = "旧版第一天,已经传过。";
/// What a teammate wrote that day.
pub const TEAMMATES: &str = "旧版队友的第一天。";
/// What it had not sent of the second.
pub const UNSENT: &str = "旧版第二天,还没传。";
/// What was added to the first day and not sent.
pub const UNSENT_EDIT: &str = "后来补的,";

/// A diary's edit as a program of schema 1 makes it: a text put in at a place.
///
/// # Panics
/// Person or day is none.
pub fn diary_edit(cadre: &str, day: &str, parents: Vec<EditId>, at: u32, insert: &str) -> Edit {
    let cadre: cunji_domain::person::PersonId = cadre.parse().expect("a person's id");
    let mut ops = vec![Op::Splice { field: 3, at, delete: 0, insert: insert.to_owned() }];
    if parents.is_empty() {
        ops.insert(0, Op::Put(1, Value::Text("village".to_owned())));
        ops.push(Op::Add(2, Value::Text("policy".to_owned()), Value::Null));
    }
    Edit {
        kind: DiaryEntry::DECL.number,
        space: village(),
        key: Some(vec![cadre.to_value(), a_day(day).to_value()]),
        author: cadre,
        schema: 1,
        parents,
        ops,
    }
}

/// Writes the fixtures into a folder: a server's backup and key, a phone's folder, an up frame and a down frame.
///
/// # Panics
/// Something can't be written.
pub fn write_fixtures(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("a file of the fixtures");
    std::fs::create_dir_all(folder).expect("a folder");
    let world = World::empty(Home::Sqlite, "2017-09-01", None);
    world.office.import_roster_alone();
    let (chen, wang) = (world.phone("c0017"), world.phone("c0018"));
    let first = chen.save_as_another_program(diary_edit("c0017", "2017-09-01", Vec::new(), 0, SENT));
    wang.save_as_another_program(diary_edit("c0018", "2017-09-01", Vec::new(), 0, TEAMMATES));
    chen.sync();
    write("up.frame", &up_frame(&chen.last_requests()));
    wang.sync();
    chen.sync();
    let pulled = pull(&world, &wang);
    let down = pulled.frames().find(|frame| frame.stretch.space == village()).expect("the village's frame");
    write("down.frame", &down.to_bytes());
    world.pass_days(2);
    chen.save_as_another_program(diary_edit("c0017", "2017-09-02", Vec::new(), 0, UNSENT));
    chen.save_as_another_program(diary_edit("c0017", "2017-09-01", vec![first.edit], 0, UNSENT_EDIT));
    write("device.public", &chen.with(|phone| phone.store().device().expect("a device").public_key.0));
    write("server.key", &world.office.server().key().to_bytes());
    let _ = std::fs::remove_file(folder.join("server.backup"));
    world.office.backup(&folder.join("server.backup"));
    chen.close();
    let phone = folder.join("phone");
    let _ = std::fs::remove_dir_all(&phone);
    copy_folder(chen.folder(), &phone);
}

/// The first up frame of the bodies of requests upon the shipped primer.
fn up_frame(bodies: &[bytes::Bytes]) -> Vec<u8> {
    for body in bodies {
        let mut reader = RequestReader::default();
        reader.feed(body).expect("a body");
        reader.preamble().expect("a preamble").expect("a preamble");
        reader.open(primer::shipped()).expect("a stream");
        while let Some(message) = reader.next_message().expect("a message") {
            if let UpMessage::Frame(frame) = message {
                return frame.to_bytes();
            }
        }
    }
    panic!("no frame was sent")
}
