use super::*;
use crate::primer;

#[test]
fn chunks_come_back_one_after_another() {
    let mut state = 5_u32;
    let noise: Vec<u8> = (0..3000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let text = primer::shipped();
    let chunks: [&[u8]; 6] = [&text[100..2000], &[], &noise, &[0; 5000], &text[50..1500], &[7]];
    let (mut writer, mut reader) = (Model::new(&text[..3000]), Model::new(&text[..3000]));
    for chunk in chunks {
        let coded = encode(&mut writer, chunk);
        assert_eq!(decode(&mut reader, &coded, chunk.len()), chunk);
    }
}

#[test]
fn what_was_never_coded_decodes_to_something() {
    for byte in (0..=255_u8).step_by(17) {
        assert_eq!(decode(&mut Model::new(&[]), &[byte, byte ^ 0x5a, byte], 40).len(), 40);
    }
}

#[test]
fn familiar_text_gets_small() {
    let text = primer::shipped();
    let mut model = Model::new(&text[..20_000]);
    let again = encode(&mut model, &text[1000..3000]).len();
    assert!(again < 100, "2,000 bytes that were just read took {again}");
}
