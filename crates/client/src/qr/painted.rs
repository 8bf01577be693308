//! Codes as a poor camera sees them, painted for tests.

use super::Modules;

/// How a code is seen.
#[derive(Debug, Clone, Copy)]
pub struct Painting {
    pub width: u32,
    pub height: u32,
    /// Pixels a module, in the middle.
    pub module: f64,
    /// Turned by.
    pub degrees: f64,
    /// How much smaller the far side is.
    pub tilt: f64,
    /// How much darker the lower right corner is.
    pub shade: f64,
    /// Largest deviation of a pixel.
    pub noise: f64,
    /// How often it is smeared over a pixel's neighbours.
    pub blurs: usize,
    /// On a dark screen in a dark room.
    pub dark: bool,
}

/// Square before the camera, in good light.
pub const STRAIGHT: Painting = Painting {
    width: 640,
    height: 480,
    module: 4.0,
    degrees: 0.0,
    tilt: 0.0,
    shade: 0.0,
    noise: 0.0,
    blurs: 0,
    dark: false,
};

impl Painting {
    /// The picture, row by row.
    pub fn pixels(&self, modules: &Modules) -> Vec<u8> {
        let mut light: Vec<f64> = (0..self.height)
            .flat_map(|y| (0..self.width).map(move |x| (x, y)))
            .map(|(x, y)| self.light_at(modules, x, y))
            .collect();
        for _ in 0..self.blurs {
            light = self.smeared(&light);
        }
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        light
            .into_iter()
            .map(|value| {
                // xorshift: the same noise on every run.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let deviation = (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0;
                (value + deviation * self.noise).clamp(0.0, 255.0) as u8
            })
            .collect()
    }

    // Nine rays a pixel: edges come out grey, as on a sensor.
    fn light_at(&self, modules: &Modules, x: u32, y: u32) -> f64 {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let rays = (0..9).map(|ray| {
            let across = f64::from(x) + (f64::from(ray % 3) + 0.5) / 3.0 - width / 2.0;
            let down = f64::from(y) + (f64::from(ray / 3) + 0.5) / 3.0 - height / 2.0;
            self.seen_by(modules, across, down)
        });
        let shade = 1.0 - self.shade * (f64::from(x) / width * 0.6 + f64::from(y) / height * 0.4);
        rays.sum::<f64>() / 9.0 * shade
    }

    fn seen_by(&self, modules: &Modules, across: f64, down: f64) -> f64 {
        let (ink, paper, around) = if self.dark { (8.0, 90.0, 4.0) } else { (30.0, 225.0, 110.0) };
        let nearer = 1.0 + self.tilt * across / f64::from(self.width);
        let (sine, cosine) = self.degrees.to_radians().sin_cos();
        let side = modules.side() as f64;
        let column = (across * cosine + down * sine) * nearer / self.module + side / 2.0;
        let row = (down * cosine - across * sine) * nearer / self.module + side / 2.0;
        let beyond = |margin: f64| column < -margin || row < -margin || column >= side + margin || row >= side + margin;
        if beyond(4.0) {
            around
        } else if !beyond(0.0) && modules.is_dark(column as usize, row as usize) {
            ink
        } else {
            paper
        }
    }

    fn smeared(&self, light: &[f64]) -> Vec<f64> {
        let (width, height) = (self.width as usize, self.height as usize);
        let at = |x: usize, y: usize| light[y.min(height - 1) * width + x.min(width - 1)];
        (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| {
                let square =
                    (0..9).map(|place| at((x + place % 3).saturating_sub(1), (y + place / 3).saturating_sub(1)));
                square.sum::<f64>() / 9.0
            })
            .collect()
    }
}
