//! Reading what calls carry: ids, codes, places in a list.

use cunji_domain::division::DivisionCode;
use cunji_domain::record::RecordId;
use cunji_history::{DeviceId, EditId};
use data_encoding::HEXLOWER;

use crate::error::ServerError;

/// A record's id.
pub(super) fn record_id(hex: &str) -> Result<RecordId, ServerError> {
    fixed(hex).map(RecordId).ok_or_else(|| malformed("record"))
}

/// An edit's id.
pub(super) fn edit_id(hex: &str) -> Result<EditId, ServerError> {
    fixed(hex).map(EditId).ok_or_else(|| malformed("heads"))
}

/// A device's id.
pub(super) fn device_id(hex: &str) -> Result<DeviceId, ServerError> {
    fixed(hex).map(DeviceId).ok_or_else(|| malformed("device"))
}

/// A division's code, under the name that the call gives it.
pub(super) fn division(code: &str, part: &str) -> Result<DivisionCode, ServerError> {
    code.parse().map_err(|_| malformed(part))
}

pub(super) fn fixed<const N: usize>(hex: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok()
}

/// A part of a call that is not what it must be: a fault of the page, not of its reader.
pub(super) fn malformed(part: &str) -> ServerError {
    ServerError::refused(
        "call.malformed",
        format!("这个请求里的 {part} 不对。请刷新页面再试。"),
        format!("This call's {part} is not what it must be. Reload the page and try again."),
    )
}
