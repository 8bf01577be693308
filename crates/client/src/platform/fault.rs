//! Why the system beneath did not do what was asked of it.

use crate::error::{ClientError, Told};

/// Why the system beneath did not do what was asked of it. Nothing that was written depends on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlatformFault {
    /// This system can't do it at all.
    #[error("this device can't do that; go on without it")]
    None,
    /// The person does not give the place.
    #[error("the phone does not give Cunji its place; go on without it, or allow it in the phone's settings")]
    PlaceDenied,
    /// Location is switched off.
    #[error("the phone's location is switched off; go on without it, or switch it on")]
    PlaceOff,
    /// No place was found in time.
    #[error("no place was found; go on without it, or try again outside")]
    PlaceUnknown,
    /// No app takes what is shared, or it is not there any more.
    #[error("no app on this phone takes this; save it instead")]
    NothingShared,
    /// No browser is there.
    #[error("no browser on this phone opens the page; type the address into one on another phone")]
    NoBrowser,
    /// Something else, in the words of the system.
    #[error("the phone's system failed; try again, and tell the office if it stays so ({0})")]
    Stumbled(String),
}

impl PlatformFault {
    /// From the code with which the Kotlin plugins (gen/android) refuse.
    pub fn of(code: &str, detail: &str) -> Self {
        match code {
            "location.denied" => Self::PlaceDenied,
            "location.off" => Self::PlaceOff,
            "location.none" => Self::PlaceUnknown,
            "share.no_file" | "share.no_app" => Self::NothingShared,
            "browser.none" => Self::NoBrowser,
            _ => Self::Stumbled(detail.to_owned()),
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::None => "platform.none",
            Self::PlaceDenied => "platform.place_denied",
            Self::PlaceOff => "platform.place_off",
            Self::PlaceUnknown => "platform.place_unknown",
            Self::NothingShared => "platform.nothing_shared",
            Self::NoBrowser => "platform.no_browser",
            Self::Stumbled(_) => "platform.stumbled",
        }
    }

    /// For a person, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::None => "这台设备做不到,不影响别的,照常写就行。".to_owned(),
            Self::PlaceDenied => "手机没让村记用定位。不带定位也能写;要带的话,在手机设置里打开。".to_owned(),
            Self::PlaceOff => "手机的定位没开。不带定位也能写;要带的话,先打开定位。".to_owned(),
            Self::PlaceUnknown => "没定到位。不带定位也能写,也可以到屋外再试一次。".to_owned(),
            Self::NothingShared => "手机上没有能接收它的应用,请改用保存。".to_owned(),
            Self::NoBrowser => {
                "手机上没有打得开这个网页的浏览器。把地址抄下来,到浏览器里输入,或者用别的手机扫码看。".to_owned()
            }
            Self::Stumbled(detail) => format!("手机系统出了点问题,请再试一次;还不行就告诉办公室({detail})。"),
        }
    }
}

impl From<PlatformFault> for ClientError {
    fn from(fault: PlatformFault) -> Self {
        Self::Told(Told::new(fault.code(), fault.zh(), fault.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_refusal_of_the_kotlin_plugins_is_known() {
        let kotlin = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gen/android/app/src/main/java/cn/cunji/phone");
        let mut seen = 0;
        for entry in std::fs::read_dir(kotlin).unwrap() {
            let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for call in source.split("invoke.reject(").skip(1) {
                let code = call.split('"').nth(3).unwrap();
                // Told by the lock, in the system's words.
                if code.starts_with("secret.") {
                    continue;
                }
                assert!(!matches!(PlatformFault::of(code, "x"), PlatformFault::Stumbled(_)), "{code}");
                seen += 1;
            }
        }
        assert!(seen >= 5, "only {seen} refusals were found");
        assert_eq!(PlatformFault::of("", "x"), PlatformFault::Stumbled("x".to_owned()));
    }
}
