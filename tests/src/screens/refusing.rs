//! What answers in the office's place and is not the office: a portal of some hotel's Wi-Fi.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Its answer to everything.
const ANSWER: &[u8] =
    b"HTTP/1.1 511 Network Authentication Required\r\ncontent-type: text/html\r\ncontent-length: 12\r\nconnection: close\r\n\r\nWelcome back";

/// It answers as long as this value lives.
#[derive(Debug)]
pub(super) struct Refusing {
    address: SocketAddr,
    over: Arc<AtomicBool>,
    answering: Option<JoinHandle<()>>,
}

impl Refusing {
    /// Begins to answer at an address.
    ///
    /// # Errors
    /// Somebody else is there.
    pub fn at(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let over = Arc::new(AtomicBool::new(false));
        let is_over = over.clone();
        let answering = std::thread::spawn(move || {
            for call in listener.incoming().flatten() {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                // Whoever hangs up early was answered, too.
                _ = answer(call);
            }
        });
        Ok(Self { address, over, answering: Some(answering) })
    }
}

impl Drop for Refusing {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // One call more lets it look.
        _ = TcpStream::connect(self.address);
        if let Some(answering) = self.answering.take() {
            _ = answering.join();
        }
    }
}

/// Hears a call out and answers it.
fn answer(call: TcpStream) -> std::io::Result<()> {
    let mut heard = BufReader::new(call.try_clone()?);
    let mut left = 0;
    loop {
        let mut line = String::new();
        if heard.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some(length) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            left = length.trim().parse().unwrap_or(0);
        }
    }
    std::io::copy(&mut heard.take(left), &mut std::io::sink())?;
    (&call).write_all(ANSWER)
}
