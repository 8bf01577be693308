//! A sentence in both languages.

/// What is said of a day, as a colleague would say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Plain Chinese.
    pub zh: String,
    /// English, written the same way.
    pub en: String,
}

impl Words {
    /// From its two sentences.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}
