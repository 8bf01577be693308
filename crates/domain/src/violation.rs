//! What a rule says when it is broken.

use std::fmt;

/// One broken rule: a stable code for the phone call with the office, and a sentence in each language that says
/// what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Stable and dotted, e.g. `diary.future_day`; scripts and translations rely on it.
    pub code: &'static str,
    /// Plain Chinese, as a colleague would say it.
    pub zh: String,
    /// English, written the same way.
    pub en: String,
}

impl Violation {
    /// A violation from its code and its two sentences.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.en, self.code)
    }
}
