//! What a card has: the address of this server as the page was reached by, and pictures for a phone's camera.

use axum::http::{HeaderMap, header};
use cunji_protocol::calls::{EnrolmentCode, EnrolmentLink, PinnedAddress};
use qrcode::QrCode;
use qrcode::render::svg;

use super::read::malformed;
use crate::error::ServerError;
use crate::http::Facing;

/// Where phones reach this server.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// The address by which this page was reached: it reaches the phones of the same office's network, too.
    pub origin: String,
    facing: Facing,
}

impl Address {
    /// Of a call that a page made.
    pub fn of(headers: &HeaderMap, facing: &Facing) -> Self {
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default().to_owned();
        Self { origin, facing: facing.clone() }
    }

    /// The link of a code.
    ///
    /// # Errors
    /// The page's address is none for a phone.
    pub fn link(&self, code: EnrolmentCode) -> Result<EnrolmentLink, ServerError> {
        // Only where this server itself answers at that address: a proxy has a certificate of its own.
        let certificate = self.facing.certificate.filter(|_| self.origin.starts_with("https:"));
        EnrolmentLink::pinned(&self.origin, code, certificate).map_err(|_| malformed("origin"))
    }

    /// Where a browser finds something of this server.
    ///
    /// # Errors
    /// The page's address is none for a phone.
    pub fn page(&self, path: &str) -> Result<String, ServerError> {
        let address = PinnedAddress::new(&self.origin, None).map_err(|_| malformed("origin"))?;
        Ok(format!("{}{path}", address.server))
    }
}

/// A picture for a phone's camera, as SVG, at least so many pixels wide.
///
/// # Errors
/// It is too much for one picture.
pub(super) fn picture(text: &str, pixels: u32) -> Result<String, ServerError> {
    let code = QrCode::new(text.as_bytes()).map_err(|fault| {
        ServerError::refused("invite.picture", format!("二维码画不出来:{fault}。"), fault.to_string())
    })?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(pixels, pixels).build())
}
