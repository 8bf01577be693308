//! Recovery codes: the newest of a device stays, and each disclosure is noted.

use cunji_history::DeviceId;

use crate::storage::testing::TestHome;
use crate::storage::{Result, devices, read, recovery, write};

super::on_both_homes! {
    the_newest_code_of_a_device_stays,
    an_enrolment_leads_to_the_device_that_was_recovered,
    each_disclosure_is_noted,
}

const DEVICE: DeviceId = DeviceId([5; 16]);
const OTHER: DeviceId = DeviceId([6; 16]);
const HASH: [u8; 32] = [7; 32];

fn the_newest_code_of_a_device_stays(home: &TestHome) {
    let storage = home.open();
    let put = |serial: u32, sealed: &[u8], now| {
        write(&*storage, |tx| recovery::put(tx, DEVICE, serial, sealed, now)).unwrap()
    };
    let held = || read(&*storage, |tx| recovery::of_device(tx, DEVICE)).unwrap();
    assert_eq!(held(), None);
    put(2, b"second", 10);
    put(1, b"first", 20);
    put(2, b"another second", 30);
    let code = held().unwrap();
    assert_eq!((code.serial, code.sealed.as_slice(), code.deposited_at), (2, b"second".as_slice(), 10));
    put(3, b"third", 40);
    assert_eq!(held().unwrap().sealed, b"third");
    assert_eq!(read(&*storage, |tx| recovery::of_device(tx, OTHER)).unwrap(), None);
}

fn an_enrolment_leads_to_the_device_that_was_recovered(home: &TestHome) {
    let storage = home.open();
    let person = "c0017".parse().unwrap();
    write(&*storage, |tx| {
        recovery::put(tx, DEVICE, 1, b"first", 10)?;
        // Of a code that was renewed meanwhile nothing is noted.
        recovery::set_enrolment(tx, DEVICE, 2, &[9; 32])?;
        recovery::set_enrolment(tx, DEVICE, 1, &HASH)?;
        devices::put_invitation(tx, &HASH, &person, 10, 20)?;
        devices::set_invitation_end(tx, &HASH, 90)
    })
    .unwrap();
    let of = |hash: [u8; 32]| read(&*storage, |tx| recovery::of_enrolment(tx, &hash)).unwrap();
    assert_eq!((of(HASH), of([9; 32])), (Some(DEVICE), None));
    assert_eq!(read(&*storage, |tx| devices::invitation(tx, &HASH)).unwrap().unwrap().expires_at, 90);
    write(&*storage, |tx| recovery::put(tx, DEVICE, 2, b"second", 30)).unwrap();
    assert_eq!(of(HASH), None, "a new code has no enrolment yet");
}

fn each_disclosure_is_noted(home: &TestHome) {
    let storage = home.open();
    let noted: Result<()> = write(&*storage, |tx| {
        recovery::note_disclosure(tx, DEVICE, 1, 10)?;
        recovery::note_disclosure(tx, DEVICE, 1, 10)?;
        recovery::note_disclosure(tx, DEVICE, 2, 20)
    });
    noted.unwrap();
    let all = read(&*storage, |tx| recovery::disclosures(tx, DEVICE)).unwrap();
    let all: Vec<_> = all.into_iter().map(|one| (one.serial, one.nth, one.at)).collect();
    assert_eq!(all, [(1, 1, 10), (1, 2, 10), (2, 1, 20)]);
}
