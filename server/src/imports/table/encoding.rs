//! The text of a CSV file, whatever the office's computer wrote it in.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::super::remark::Remark;

/// Decodes UTF-8 (with or without a mark), UTF-16 with a mark, else GB18030, which GBK is a part of.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Remark> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        [0xff, 0xfe, rest @ ..] => strictly(UTF_16LE, rest),
        [0xfe, 0xff, rest @ ..] => strictly(UTF_16BE, rest),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned).or_else(|| strictly(GB18030, bytes)),
    };
    let text = text.ok_or_else(|| {
        Remark::on_file(
            "import.encoding",
            "文件的文字读不出来(不是 UTF-8,也不是 GBK)。请另存为 CSV UTF-8 或 .xlsx。",
            "The text is neither UTF-8 nor GBK. Please save it as CSV UTF-8 or .xlsx.",
        )
    })?;
    if text.contains('\0') {
        return Err(Remark::on_file(
            "import.not_text",
            "这不是表格文件。请用 .xlsx 或 .csv。",
            "This is no table. Please use .xlsx or .csv.",
        ));
    }
    Ok(text)
}

fn strictly(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}
