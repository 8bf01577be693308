//! 安装包: the phones' program (an Android package) that an administrator put here, with what the server signs of it. Whoever has
//! the server's address fetches it; nothing notes who did.

mod offer;
mod put;

pub use offer::{Offer, offered, withdraw};
pub use put::{New, put};

use std::io;

use crate::error::ServerError;

fn disk(error: &io::Error) -> ServerError {
    ServerError::refused(
        "server.install_disk",
        format!("数据目录里的安装包读写不了:{error}。请看看磁盘满没满、目录权限对不对,再试一次。"),
        format!(
            "The package in the data directory can't be read or written: {error}. See whether the disk is full and the directory's rights are right, and try again."
        ),
    )
}
