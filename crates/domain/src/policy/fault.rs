//! What is wrong with a file that an office hands in, and on which line.

use std::fmt;

/// One fault of a policy or calendar file: the line, a stable code, and a sentence in each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The line of the file, from 1; 0 where the fault lies between files and no line is known.
    pub line: usize,
    /// Stable and dotted, e.g. `policy.unknown_key`.
    pub code: &'static str,
    /// Plain Chinese: what is wrong and what to do.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl FileFault {
    /// A fault from its line, code and two sentences.
    pub fn new(line: usize, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { line, code, zh: zh.into(), en: en.into() }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} ({})", self.line, self.en, self.code)
    }
}

impl std::error::Error for FileFault {}

/// The line (from 1) on which a byte of the text stands.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    1 + text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count()
}
