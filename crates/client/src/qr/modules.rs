//! A code to be shown: its modules, and its picture as SVG.

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

use super::QrFault;

/// The dark and light squares of a code.
#[derive(Clone)]
pub struct Modules {
    code: QrCode,
}

impl Modules {
    /// A text's code. Error correction is M: off a screen little is lost, and more modules are harder to see.
    ///
    /// # Errors
    /// [`QrFault::TooLong`].
    pub fn of(text: &str) -> Result<Self, QrFault> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| QrFault::TooLong)?;
        Ok(Self { code })
    }

    /// Modules a side, without the margin.
    pub fn side(&self) -> usize {
        self.code.width()
    }

    /// Whether a module is dark, counted from the upper left; outside is light.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.side() && row < self.side() && self.code[(column, row)] == Color::Dark
    }

    /// A picture with its margin, black on white in dark mode too, since readers expect that.
    pub fn to_svg(&self) -> String {
        self.code.render::<svg::Color<'_>>().module_dimensions(1, 1).build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_its_margin() {
        let svg = Modules::of("村记").unwrap().to_svg();
        assert!(svg.contains("viewBox=\"0 0 29 29\""), "{svg}");
        assert!(svg.contains("M4 4h1v1H4V4"), "{svg}");
    }

    #[test]
    fn outside_is_light() {
        let modules = Modules::of("村记").unwrap();
        assert_eq!(modules.side(), 21);
        assert!(modules.is_dark(20, 0) && modules.is_dark(0, 20));
        assert!(!modules.is_dark(21, 0) && !modules.is_dark(0, 21));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(Modules::of(&"x".repeat(2400)).err(), Some(QrFault::TooLong));
    }
}
