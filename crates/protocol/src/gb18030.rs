//! Chinese text in two bytes a character: GB18030 as the WHATWG Encoding Standard has it, without looking for a byte order
//! mark. A tenth smaller than UTF-8 after compression; 19 scalars don't come back, so each text says how it travels.

use encoding_rs::GB18030;

/// The text in GB18030, if it comes back from it exactly.
pub(crate) fn encode(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = GB18030.encode(text);
    (!unmappable && decode(&bytes).as_deref() == Some(text)).then(|| bytes.into_owned())
}

/// The text that these bytes are in GB18030, if they are one.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// As a primer holds it: GB18030 where it comes back, else UTF-8.
pub(crate) fn primed(text: &str) -> Vec<u8> {
    encode(text).unwrap_or_else(|| text.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_nineteen_scalars_come_back() {
        let lost = ('\0'..=char::MAX).filter(|scalar| encode(scalar.encode_utf8(&mut [0; 4])).is_none()).count();
        assert_eq!(lost, 19);
    }

    #[test]
    fn a_byte_order_mark_is_a_character() {
        let text = "\u{feff}走访";
        assert_eq!(encode(text).as_deref().and_then(decode).as_deref(), Some(text));
    }
}
