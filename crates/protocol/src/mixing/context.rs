//! The contexts of the next byte. Chinese in GB18030 is two bytes a character, so most contexts count characters.

/// How many contexts there are.
pub(super) const CONTEXTS: usize = 13;

/// What went before the next byte.
#[derive(Clone, Default)]
pub(super) struct Before {
    // The last four bytes, the newest lowest.
    bytes: u32,
    // The characters before the one that is under way, newest first.
    characters: [u32; 6],
    // The lead byte of a character that is half there, else 0.
    lead: u32,
    // The characters since the last mark of punctuation, hashed, and their number.
    phrase: u32,
    since: u32,
}

/// Mixes two numbers into one.
pub(super) fn mix(a: u32, b: u32) -> u32 {
    let x = a.wrapping_add(0x9e37_79b9).wrapping_mul(0x85eb_ca6b) ^ b.wrapping_mul(0xc2b2_ae35);
    let x = (x ^ x >> 15).wrapping_mul(0x2c1b_3c6d);
    x ^ x >> 13
}

impl Before {
    /// Goes on by one byte.
    pub fn push(&mut self, byte: u8) {
        self.bytes = self.bytes << 8 | u32::from(byte);
        if self.lead == 0 && byte >= 0x81 {
            self.lead = u32::from(byte);
            return;
        }
        let character = self.lead << 8 | u32::from(byte);
        self.lead = 0;
        self.characters.rotate_right(1);
        self.characters[0] = character;
        // A1 and A3 are the rows of full-width signs; below 30 hex are the blanks and marks of ASCII.
        if matches!(character >> 8, 0xa1 | 0xa3) || character < 0x30 {
            (self.phrase, self.since) = (0, 0);
        } else {
            self.phrase = mix(self.phrase, character);
            self.since += 1;
        }
    }

    /// Whether a character is half there.
    pub fn is_within(&self) -> bool {
        self.lead != 0
    }

    /// The lead byte of a character that is half there, else 0.
    pub fn lead(&self) -> u32 {
        self.lead
    }

    /// The last whole character.
    pub fn last(&self) -> u32 {
        self.characters[0]
    }

    /// The contexts, each hashed.
    pub fn contexts(&self) -> [u32; CONTEXTS] {
        let [a, b, c, d, ..] = self.characters;
        let byte = |place: u32| self.bytes >> (8 * place) & 0xff;
        let one = mix(a, self.lead);
        let two = mix(b, one);
        let skipping = mix(b, self.lead);
        [
            mix(self.lead, 1),
            mix(one, 2),
            mix(two, 3),
            mix(mix(c, two), 4),
            mix(skipping, 5),
            mix(mix(self.phrase, self.lead), 6),
            mix(self.bytes & 0xff_ffff, 7),
            mix(mix(a, c), mix(self.lead, 8)),
            mix(byte(1), 9),
            mix(mix(self.since.min(40), self.lead), 10),
            mix(mix(self.since.min(12), a), mix(self.lead, 11)),
            mix(mix(b, c), mix(self.lead, 12)),
            mix(mix(c, d), mix(self.lead, 13)),
        ]
    }
}
