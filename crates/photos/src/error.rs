//! Why a photo can't be kept.

/// A file was refused. Nothing was changed, and what was kept before is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// An iPhone's own format, which needs a licensed decoder.
    #[error(
        "this photo is in HEIC format, which can't be read here; set the camera to JPEG (\"most compatible\") and take it again, or take a screenshot of it and choose that"
    )]
    Heic,
    /// Neither JPEG nor PNG nor WebP.
    #[error("this file is no JPEG, PNG or WebP picture; choose another, or take a screenshot of it and choose that")]
    Format,
    /// More bytes or pixels than a phone can unpack.
    #[error(
        "this picture is too large to unpack on a phone (over {} megapixels or {} MB); set the camera to a smaller size and take it again",
        crate::MOST_PIXELS / 1_000_000,
        crate::MOST_BYTES_IN >> 20
    )]
    TooLarge,
    /// It begins as a picture and can't be read to its end.
    #[error("this picture is damaged and can't be read; choose another or take it again")]
    Damaged,
}

impl PhotoError {
    /// What this code says.
    pub fn of(code: &str) -> Option<Self> {
        [Self::Heic, Self::Format, Self::TooLarge, Self::Damaged].into_iter().find(|error| error.code() == code)
    }

    /// Stable and dotted; translations rely on it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Heic => "photo.heic",
            Self::Format => "photo.format",
            Self::TooLarge => "photo.too_large",
            Self::Damaged => "photo.damaged",
        }
    }

    /// In Chinese, as a person is told; the English sentence is the `Display`.
    pub fn zh(self) -> String {
        match self {
            Self::Heic => {
                "这张是 HEIC 格式,这里读不了。请把相机改成 JPEG(兼容性最佳)再拍,或者把它截个屏,选截图。".to_owned()
            }
            Self::Format => "这不是 JPEG、PNG 或 WebP 图片。请换一张,或者把它截个屏,选截图。".to_owned(),
            Self::TooLarge => format!(
                "这张图太大(超过 {} 万像素或 {} MB),手机展不开。请把相机的照片尺寸调小再拍。",
                crate::MOST_PIXELS / 10_000,
                crate::MOST_BYTES_IN >> 20
            ),
            Self::Damaged => "这张图坏了,读不全。请换一张,或再拍一次。".to_owned(),
        }
    }
}
