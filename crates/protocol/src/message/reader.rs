//! Messages out of a decoded stream that comes in pieces.

use crate::fault::{FrameFault, within};
use crate::limits;

/// The length of a message: unsigned LEB128.
pub(crate) fn length_prefix(length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut left = length;
    loop {
        let seven = (left & 0x7f) as u8;
        left >>= 7;
        if left == 0 {
            bytes.push(seven);
            return bytes;
        }
        bytes.push(seven | 0x80);
    }
}

/// Cuts a stream of bytes, however it is chunked, into whole messages.
#[derive(Debug, Default)]
pub struct MessageReader {
    buffer: Vec<u8>,
    // Where the next message begins in the buffer.
    start: usize,
}

impl MessageReader {
    /// Takes the next bytes of the stream.
    pub fn feed(&mut self, chunk: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(chunk);
    }

    /// The next whole message without its length; none until more bytes come.
    ///
    /// # Errors
    /// The length is beyond the limit or no LEB128.
    pub fn next_message(&mut self) -> Result<Option<&[u8]>, FrameFault> {
        let waiting = self.buffer.get(self.start..).unwrap_or_default();
        let Some((length, prefix)) = length_of(waiting, limits::MESSAGE_BYTES, "MESSAGE_BYTES")? else {
            return Ok(None);
        };
        let from = self.start + prefix;
        let Some(to) = from.checked_add(length).filter(|to| *to <= self.buffer.len()) else { return Ok(None) };
        self.start = to;
        Ok(self.buffer.get(from..to))
    }

    /// How many bytes wait for the rest of their message.
    pub fn waiting(&self) -> usize {
        self.buffer.len() - self.start
    }
}

/// The length at the beginning, which may be `most`, and how many bytes tell it; none until they are there.
pub(crate) fn length_of(bytes: &[u8], most: usize, limit: &'static str) -> Result<Option<(usize, usize)>, FrameFault> {
    let mut length = 0_usize;
    for (place, byte) in bytes.iter().enumerate() {
        if place > 3 {
            return Err(FrameFault::OverLimit(limit));
        }
        length |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(Some((within(length, most, limit)?, place + 1)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_whole_however_the_stream_is_chunked() {
        let messages = [vec![], vec![1], vec![2; 127], vec![3; 128], vec![4; 20_000]];
        let stream: Vec<u8> =
            messages.iter().flat_map(|message| [length_prefix(message.len()), message.clone()].concat()).collect();
        for size in [1, 2, 7, 1000, stream.len()] {
            let mut reader = MessageReader::default();
            let mut read = Vec::new();
            for chunk in stream.chunks(size) {
                reader.feed(chunk);
                while let Some(message) = reader.next_message().unwrap() {
                    read.push(message.to_vec());
                }
            }
            assert_eq!(read, messages);
            assert_eq!(reader.waiting(), 0);
        }
    }

    #[test]
    fn a_length_beyond_the_limit_is_refused_before_its_bytes_come() {
        for length in [limits::MESSAGE_BYTES + 1, usize::MAX >> 1] {
            let mut reader = MessageReader::default();
            reader.feed(&length_prefix(length));
            assert_eq!(reader.next_message(), Err(FrameFault::OverLimit("MESSAGE_BYTES")));
        }
    }
}
