//! Why a QR code can't be shown or used.

use crate::error::{ClientError, Told};

/// Why a QR code can't be shown or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrFault {
    /// Width, height and bytes of a camera's picture don't fit each other, or it is too large.
    #[error("the camera's picture has an unexpected size; take a still picture with the camera, or type the code")]
    Frame,
    /// A text is too long for one code.
    #[error("this is too long for a QR code; share it as a file instead")]
    TooLong,
    /// The code is no part of anything that Cunji splits.
    #[error("this QR code is not one of the numbered codes; point the camera at the other phone's screen")]
    NoPart,
    /// The code belongs to another set than those read before.
    #[error("this QR code belongs to another set; start again with one of the two")]
    OtherSet,
    /// All parts are there, but do not make what their sum says.
    #[error("the codes that were read do not fit together; start again from the first")]
    Damaged,
}

impl QrFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Frame => "qr.frame",
            Self::TooLong => "qr.too_long",
            Self::NoPart => "qr.no_part",
            Self::OtherSet => "qr.other_set",
            Self::Damaged => "qr.damaged",
        }
    }

    /// For a person, in Chinese.
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Frame => "相机给的画面大小不对。可以拍一张照片来识别,也可以手动输入。",
            Self::TooLong => "内容太长,一个二维码放不下,请改用文件分享。",
            Self::NoPart => "这不是带编号的那组二维码,请对准另一台手机的屏幕。",
            Self::OtherSet => "这个码和前面扫的不是一组,请只选其中一组从头再扫。",
            Self::Damaged => "扫到的几个码拼不起来,请从第一个重新扫。",
        }
    }
}

impl From<QrFault> for ClientError {
    fn from(fault: QrFault) -> Self {
        Self::Told(Told::new(fault.code(), fault.zh(), fault.to_string()))
    }
}
