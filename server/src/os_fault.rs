//! What the operating system refuses, in sentences of ours: what it is and what to do next, without the full stop.

use std::io::{self, ErrorKind};

/// Chinese and English. What is met too seldom to have a sentence is told as the system tells it.
pub fn said(error: &io::Error) -> (String, String) {
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("没有这个文件或目录,请核对路径", "there is no such file or folder; check the path"),
        ErrorKind::PermissionDenied => (
            "没有权限,请换有权限的用户来运行,或改这个文件、目录的权限",
            "that is not allowed; run it as a user who may, or change the rights of the file or folder",
        ),
        ErrorKind::AlreadyExists => ("已经有了,请换个名字", "it is there already; take another name"),
        ErrorKind::IsADirectory => ("这是目录,不是文件,请写到文件名", "it is a folder; name a file"),
        ErrorKind::NotADirectory => ("路径里有一段不是目录,请核对", "a part of the path is no folder; check it"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            ("磁盘满了,请腾出空间再试", "the disk is full; make room and try again")
        }
        ErrorKind::ReadOnlyFilesystem => {
            ("这个磁盘只能读,请换个地方", "this disk can only be read; take another place")
        }
        ErrorKind::InvalidData => {
            ("内容不是要的那种,请核对是不是这个文件", "it is not what it must be; check that it is this file")
        }
        ErrorKind::UnexpectedEof => ("文件不完整,请重新拷一份", "the file is cut short; copy it again"),
        ErrorKind::BrokenPipe => ("接收的程序已经关了,请重来一次", "the program that reads was closed; do it again"),
        _ => return (format!("系统说:{error}"), format!("the system says: {error}")),
    };
    (zh.to_owned(), en.to_owned())
}

/// The same, of an address that can't be listened on.
pub fn said_of_listening(error: &io::Error) -> (String, String) {
    let (zh, en) = match error.kind() {
        ErrorKind::AddrInUse => (
            "这个端口已经有程序在用,请用 --listen 换一个端口,或先停掉正在运行的那个",
            "something uses this port already; choose another by --listen, or stop the one that is running",
        ),
        ErrorKind::AddrNotAvailable => (
            "这台机器没有这个地址,请用 --listen 写它自己的地址,或 0.0.0.0(所有地址)",
            "this machine has no such address; give one of its own by --listen, or 0.0.0.0 for all of them",
        ),
        ErrorKind::PermissionDenied => (
            "没有权限用这个端口,1024 以下的要管理员,请用 --listen 换一个大的",
            "this port is not allowed; those below 1024 are the administrator's. Choose a higher one by --listen",
        ),
        _ => return said(error),
    };
    (zh.to_owned(), en.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_and_a_taken_port_say_what_to_do() {
        let missing = std::fs::read("/nowhere/at/all").unwrap_err();
        assert_eq!(said(&missing).0, "没有这个文件或目录,请核对路径");
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let refused = std::net::TcpListener::bind(taken.local_addr().unwrap()).unwrap_err();
        assert!(said_of_listening(&refused).1.contains("--listen"));
        assert!(said(&io::Error::other("odd")).0.contains("odd"));
    }
}
