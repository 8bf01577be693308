//! What a file is, by its bytes and not by its name: whoever brings the wrong one is told what it is.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use infer::MatcherType;

use super::Work;
use crate::columns::Form;
use crate::error::ServerError;
use crate::os_fault;

/// What a file can be taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A workbook.
    Xlsx,
    /// A text document.
    Docx,
    /// Plain text: a csv, a policy.
    Text,
}

/// So much of a file is looked at; what it is stands at its beginning.
const LOOKED_AT: u64 = 8 << 10;

impl Work {
    fn takes(self) -> (&'static [Sort], &'static str, &'static str) {
        match self {
            Self::Roster | Self::Households | Self::Divisions | Self::Anchors => {
                (&[Sort::Xlsx, Sort::Text], "请用 .xlsx 或 .csv", "please bring .xlsx or .csv")
            }
            Self::Policy => (&[Sort::Text], "请用政策文件(.toml)", "please bring a policy file (.toml)"),
            Self::Calendar => (&[Sort::Text], "请用放假安排(.csv)", "please bring a calendar (.csv)"),
            // It is made from a template that was kept before.
            Self::Columns => (&[], "填表用存好的模板,不用再传", "a template that was kept before is filled in"),
            Self::Attendance | Self::Audit => (&[], "导出不用传文件", "an export takes no file"),
        }
    }
}

/// Makes sure that a file is one that the work can take.
///
/// # Errors
/// It is something else, which the refusal names; or the disk.
pub fn check(work: Work, path: &Path) -> Result<Sort, ServerError> {
    let (takes, zh, en) = work.takes();
    take(takes, (zh, en), path)
}

/// What a template of columns is.
///
/// # Errors
/// It is something else, which the refusal names; or the disk.
pub fn template_form(path: &Path) -> Result<Form, ServerError> {
    let said = ("请用 .xlsx 或 .docx", "please bring .xlsx or .docx");
    Ok(match take(&[Sort::Xlsx, Sort::Docx], said, path)? {
        Sort::Docx => Form::Docx,
        Sort::Xlsx | Sort::Text => Form::Xlsx,
    })
}

fn take(takes: &[Sort], (zh, en): (&str, &str), path: &Path) -> Result<Sort, ServerError> {
    let unreadable = |error: std::io::Error| {
        let (zh, en) = os_fault::said(&error);
        ServerError::refused(
            "server.job_disk",
            format!("服务器读不出这份文件({zh})。请再传一次。"),
            format!("The server can't read the file ({en}). Please bring it again."),
        )
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut begins = Vec::new();
    file.by_ref().take(LOOKED_AT).read_to_end(&mut begins).map_err(unreadable)?;
    if begins.is_empty() {
        return Err(ServerError::refused(
            "upload.empty",
            "文件是空的。请核对是不是这个文件。",
            "The file is empty. Check that it is this one.",
        ));
    }
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    match sort(&begins, file) {
        Ok(sort) if takes.contains(&sort) => Ok(sort),
        Ok(sort) => {
            let (is_zh, is_en) = sort.name();
            Err(wrong(is_zh, is_en, zh, en))
        }
        Err((is_zh, is_en)) => Err(wrong(&is_zh, &is_en, zh, en)),
    }
}

impl Sort {
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Xlsx => ("Excel 表格", "a workbook"),
            Self::Docx => ("Word 文档", "a Word document"),
            Self::Text => ("纯文本", "plain text"),
        }
    }
}

fn wrong(is_zh: &str, is_en: &str, zh: &str, en: &str) -> ServerError {
    ServerError::refused(
        "upload.wrong_type",
        format!("这份文件是{is_zh},这里用不上。{zh}。"),
        format!("This file is {is_en}, which is of no use here; {en}."),
    )
}

/// What a file is, or what else it is, in Chinese and in English.
fn sort(begins: &[u8], file: File) -> Result<Sort, (String, String)> {
    let named = |zh: &str, en: &str| Err((zh.to_owned(), en.to_owned()));
    if begins.starts_with(b"PK") {
        // Programs write the parts of such a file in any order: only its table of contents tells.
        let Ok(archive) = zip::ZipArchive::new(file) else {
            return named("没有传完的或坏了的压缩文件", "an archive that is damaged or did not come whole");
        };
        let holds = |name: &str| archive.index_for_name(name).is_some();
        return match () {
            () if holds("xl/workbook.xml") => Ok(Sort::Xlsx),
            () if holds("word/document.xml") => Ok(Sort::Docx),
            () if holds("ppt/presentation.xml") => named("幻灯片", "a presentation"),
            () if holds("AndroidManifest.xml") => named("安卓安装包", "an Android package"),
            () => named("压缩包", "an archive"),
        };
    }
    // Text may begin like anything (BM is a picture's mark, too); what holds no control character is text, whatever it begins with.
    let plain = begins.iter().all(|byte| *byte >= b' ' || b"\t\r\n".contains(byte));
    let marked = begins.starts_with(&[0xff, 0xfe]) || begins.starts_with(&[0xfe, 0xff]);
    if marked || (plain && !begins.starts_with(b"%PDF") && !begins.trim_ascii_start().starts_with(b"<")) {
        return Ok(Sort::Text);
    }
    let Some(kind) = infer::get(begins) else { return Ok(Sort::Text) };
    match (kind.extension(), kind.matcher_type()) {
        ("pdf", _) => named("PDF", "a PDF"),
        ("doc" | "dot", _) => named("旧版 Word 文档(.doc)", "an old Word document (.doc)"),
        ("xls" | "msi", _) => {
            named("旧版 Excel 表格(.xls),或加了密码的表格", "an old workbook (.xls), or one under a password")
        }
        ("ppt", _) => named("旧版幻灯片(.ppt)", "an old presentation (.ppt)"),
        ("html" | "xml", _) => named("网页", "a web page"),
        (_, MatcherType::Image) => named("图片", "a picture"),
        (_, MatcherType::Video) => named("视频", "a video"),
        (_, MatcherType::Audio) => named("录音", "a sound"),
        (_, MatcherType::Archive) => named("压缩包", "an archive"),
        (_, MatcherType::App) => named("程序", "a program"),
        (_, MatcherType::Text) => Ok(Sort::Text),
        (ending, _) => Err((format!("别的文件(.{ending})"), format!("another file (.{ending})"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(work: Work, bytes: &[u8]) -> Result<Sort, ServerError> {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        check(work, &path)
    }

    fn archive(part: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file("[Content_Types].xml", zip::write::SimpleFileOptions::default()).unwrap();
        archive.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_table_is_taken_as_a_table() {
        let book = rust_xlsxwriter::Workbook::new().save_to_buffer().unwrap();
        assert_eq!(checked(Work::Roster, &book).unwrap(), Sort::Xlsx);
        assert_eq!(checked(Work::Roster, "县区,镇\n".as_bytes()).unwrap(), Sort::Text);
        assert_eq!(checked(Work::Roster, &encoding_rs::GBK.encode("县区,镇\n").0).unwrap(), Sort::Text);
        assert_eq!(checked(Work::Policy, b"name = \"x\"\n").unwrap(), Sort::Text);
        assert_eq!(checked(Work::Roster, "BM,姓名\n".as_bytes()).unwrap(), Sort::Text, "a picture's mark, and text");
        let wide: Vec<u8> =
            std::iter::once(0xfeff).chain("县区,镇\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(checked(Work::Roster, &wide).unwrap(), Sort::Text);
    }

    #[test]
    fn the_wrong_file_is_told_what_it_is() {
        let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
        let cases: [(&[u8], &str); 8] = [
            (b"%PDF-1.7\n", "PDF"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
            (&archive("word/document.xml"), "Word"),
            (&archive("ppt/presentation.xml"), "幻灯片"),
            (&archive("a.txt"), "压缩包"),
            (b"PK\x03\x04 cut off", "没有传完"),
            (b"Rar!\x1a\x07\x01\0", "压缩包"),
            (&old, ".xls"),
        ];
        for (bytes, word) in cases {
            let refusal = checked(Work::Roster, bytes).unwrap_err();
            assert_eq!(refusal.code(), "upload.wrong_type", "{word}");
            assert!(refusal.zh().contains(word) && refusal.zh().contains(".xlsx"), "{word}: {}", refusal.zh());
        }
        assert_eq!(checked(Work::Roster, b"").unwrap_err().code(), "upload.empty");
        assert_eq!(checked(Work::Policy, &archive("xl/workbook.xml")).unwrap_err().code(), "upload.wrong_type");
    }
}
