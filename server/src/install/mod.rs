//! 安装包: the phones' program (an Android package) that an administrator put here, with what the server signs of it. Whoever has
//! the server's address fetches it; nothing notes who did.

mod offer;
mod put;

pub use offer::{Offer, offered, withdraw};
pub use put::{New, put};

use std::io;

use crate::error::ServerError;
use crate::os_fault;

fn disk(error: &io::Error) -> ServerError {
    let (zh, en) = os_fault::said(error);
    ServerError::refused(
        "server.install_disk",
        format!("数据目录里的安装包读写不了:{zh}。"),
        format!("The package in the data directory can't be read or written: {en}."),
    )
}
