use cunji_domain::record::Value;
use cunji_history::canonical::Reader;
use proptest::prelude::*;

use super::*;

fn there_and_back(values: &[Value]) -> usize {
    let mut text = Vec::new();
    let coded = write(values, &mut text);
    let mut r = Reader::new(&coded.bytes);
    let mut rest = text.as_slice();
    let read = read(&mut r, coded.items, values.len(), &mut rest, &mut Budget::new(usize::MAX)).unwrap();
    r.end().unwrap();
    assert!(rest.is_empty(), "the column left text behind");
    assert_eq!(read, values);
    coded.bytes.len() + text.len()
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        ".{0,20}".prop_map(Value::Text),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(3, 12, 3, |part| proptest::collection::vec(part, 0..3).prop_map(Value::List))
}

proptest! {
    #[test]
    fn every_mixture_comes_back(values in proptest::collection::vec(any_value(), 1..30)) {
        there_and_back(&values);
    }

    #[test]
    fn integers_come_back(numbers in proptest::collection::vec(any::<i64>(), 1..40)) {
        there_and_back(&numbers.into_iter().map(Value::Int).collect::<Vec<_>>());
    }

    #[test]
    fn texts_come_back(texts in proptest::collection::vec("\\PC{0,30}", 1..20)) {
        there_and_back(&texts.into_iter().map(Value::Text).collect::<Vec<_>>());
    }

    #[test]
    fn strings_of_one_length_come_back(strings in proptest::collection::vec(proptest::array::uniform16(any::<u8>()), 1..20)) {
        there_and_back(&strings.into_iter().map(|string| Value::Bytes(string.to_vec())).collect::<Vec<_>>());
    }

    #[test]
    fn bytes_that_are_no_column_are_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..60), items in 0..6_usize, count in 0..5000_usize,
    ) {
        let mut text = &bytes[..bytes.len() / 2];
        let _ = read(&mut Reader::new(&bytes), items, count, &mut text, &mut Budget::new(1 << 16));
    }
}

#[test]
fn regular_numbers_cost_next_to_nothing() {
    assert!(there_and_back(&(1..1000).map(Value::Int).collect::<Vec<_>>()) < 12);
    assert!(there_and_back(&vec![Value::Int(7); 1000]) < 4);
    assert!(there_and_back(&(0..64).map(|n| Value::Int(n % 4)).collect::<Vec<_>>()) < 24);
}

#[test]
fn the_ends_of_the_range_wrap() {
    there_and_back(&[i64::MIN, i64::MAX, 0, -1, i64::MAX].map(Value::Int));
}

#[test]
fn characters_that_gb18030_loses_travel_as_utf8() {
    there_and_back(&["\u{e5e5}", "住村", "\u{1f33e}", ""].map(|text| Value::Text(text.to_owned())));
}

#[test]
fn a_small_same_column_can_not_unfold_to_a_flood() {
    let long = vec![Value::Bytes(vec![0; 1000]); 5000];
    let coded = write(&long, &mut Vec::new());
    assert!(coded.bytes.len() < 1100);
    let read = read(&mut Reader::new(&coded.bytes), coded.items, 5000, &mut [].as_slice(), &mut Budget::new(1 << 20));
    assert_eq!(read, Err(FrameFault::OverLimit("FRAME_UNFOLDED")));
}
