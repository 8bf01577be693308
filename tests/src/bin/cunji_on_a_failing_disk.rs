//! `cunji` on a disk that is full at one of its writes: after as many good ones as `CUNJI_GOOD_WRITES` says.

use std::process::ExitCode;

use cunji_store::failing_vfs::{self, Failure};

fn main() -> ExitCode {
    let Some(good) = std::env::var("CUNJI_GOOD_WRITES").ok().and_then(|typed| typed.parse().ok()) else {
        eprintln!("CUNJI_GOOD_WRITES says after how many writes the disk is full");
        return ExitCode::from(2);
    };
    failing_vfs::put_in_use(true);
    failing_vfs::fail_after(good, Failure::Full);
    cunji_client::cli::run()
}
